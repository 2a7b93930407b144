(** * The functions that expressions may call

    One inductive type names them, [apply] says what they are over the reals, [in_domain] where they are analytic, and
    [slope] what their derivatives are. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra List PArith ZArith QArith Qreals.
From Certsim Require Import Gronwall Poly.
Import ListNotations.
Open Scope R_scope.

(** [Gaussian] is erf', [NormalCdf] is the distribution function of the normal law, [NormalPdf] its density, [Inv] is
    1/u, and [Step] is the derivative of relu. [Identity] gives a sum a name. [Sigma f k] is the k-th derivative of the
    unspecified function f. *)
Inductive fn :=
| Tanh | Sigmoid | Exp | Log | Sin | Cos | Sinh | Cosh | Sqrt | Inv | Erf | Gaussian | NormalCdf | NormalPdf
| Softplus | Atan | Step | Identity | Sigma (f : positive) (k : nat).

(** Any infinitely differentiable functions may stand for the unspecified ones. *)
Record interp := {
  sigma : positive -> nat -> R -> R;
  sigma_derive : forall f k x, is_derive (sigma f k) x (sigma f (S k) x) }.

Definition gaussian (x : R) : R := 2 / sqrt PI * exp (- (x * x)).
Definition erf (x : R) : R := RInt gaussian 0 x.
Definition normal_pdf (x : R) : R := / sqrt (2 * PI) * exp (- (x * x) / 2).
Definition normal_cdf (x : R) : R := / 2 * (1 + erf (x / sqrt 2)).
Definition sigmoid (x : R) : R := exp x / (exp x + 1).
Definition softplus (x : R) : R := ln (1 + exp x).
Definition step (x : R) : R := if Rlt_dec 0 x then 1 else 0.

Definition apply (I : interp) (f : fn) : R -> R :=
  match f with
  | Tanh => tanh | Sigmoid => sigmoid | Exp => exp | Log => ln | Sin => sin | Cos => cos | Sinh => sinh | Cosh => cosh
  | Sqrt => sqrt | Inv => Rinv | Erf => erf | Gaussian => gaussian | NormalCdf => normal_cdf | NormalPdf => normal_pdf
  | Softplus => softplus | Atan => atan | Step => step | Identity => fun x => x | Sigma f k => sigma I f k
  end.

(** Where a function is analytic. At the kink of relu no claim is made (theory T18). *)
Definition in_domain (f : fn) (x : R) : Prop :=
  match f with Log | Sqrt => 0 < x | Inv | Step => x <> 0 | _ => True end.

Definition slope (I : interp) (f : fn) (x : R) : R :=
  match f with
  | Tanh => 1 - tanh x ^ 2
  | Sigmoid => sigmoid x - sigmoid x ^ 2
  | Exp => exp x
  | Log => / x
  | Sin => cos x
  | Cos => - sin x
  | Sinh => cosh x
  | Cosh => sinh x
  | Sqrt => / 2 * / sqrt x
  | Inv => - (/ x) ^ 2
  | Erf => gaussian x
  | Gaussian => -2 * x * gaussian x
  | NormalCdf => normal_pdf x
  | NormalPdf => - (x * normal_pdf x)
  | Softplus => sigmoid x
  | Atan => / (1 + x ^ 2)
  | Step => 0
  | Identity => 1
  | Sigma f k => sigma I f (S k) x
  end.

Lemma Q2R_m1 : Q2R (-1 # 1) = -1.
Proof. unfold Q2R. simpl. lra. Qed.
Lemma Q2R_0 d : Q2R (0 # d) = 0.
Proof. unfold Q2R. simpl. ring. Qed.
Lemma Q2R_half : Q2R (1 # 2) = / 2.
Proof. unfold Q2R. simpl. lra. Qed.
Lemma Q2R_m2 : Q2R (-2 # 1) = -2.
Proof. unfold Q2R. simpl. lra. Qed.

(** ** Derivatives *)
Lemma is_derive_continuous (f : R -> R) x l : is_derive f x l -> continuous f x.
Proof. intros D. apply (ex_derive_continuous f). exists l. exact D. Qed.

Lemma cosh_pos x : 0 < cosh x.
Proof. unfold cosh. assert (A := exp_pos x). assert (B := exp_pos (- x)). lra. Qed.

Lemma sinh_derive x : is_derive sinh x (cosh x).
Proof. apply is_derive_Reals, derivable_pt_lim_sinh. Qed.
Lemma cosh_derive x : is_derive cosh x (sinh x).
Proof. apply is_derive_Reals, derivable_pt_lim_cosh. Qed.

Lemma tanh_derive x : is_derive tanh x (1 - tanh x ^ 2).
Proof.
  assert (P := cosh_pos x). unfold tanh.
  replace (1 - (sinh x / cosh x) ^ 2) with ((cosh x * cosh x - sinh x * sinh x) / cosh x ^ 2) by (field; lra).
  apply (is_derive_div sinh cosh x (cosh x) (sinh x) (sinh_derive x) (cosh_derive x)). lra.
Qed.

Lemma sigmoid_derive x : is_derive sigmoid x (sigmoid x - sigmoid x ^ 2).
Proof.
  assert (P := exp_pos x). unfold sigmoid.
  evar_last.
  - apply (is_derive_div exp (fun x => exp x + 1) x (exp x) (exp x)); [apply is_derive_exp | | lra].
    auto_derive; [exact Logic.I | ring].
  - field. lra.
Qed.

Lemma softplus_derive x : is_derive softplus x (sigmoid x).
Proof.
  assert (P := exp_pos x). unfold softplus, sigmoid.
  auto_derive; [lra |]. field. lra.
Qed.

Lemma gaussian_derive x : is_derive gaussian x (-2 * x * gaussian x).
Proof. unfold gaussian. auto_derive; [exact Logic.I |]. ring. Qed.

Lemma gaussian_continuous x : continuous gaussian x.
Proof. exact (is_derive_continuous _ _ _ (gaussian_derive x)). Qed.

Lemma erf_derive x : is_derive erf x (gaussian x).
Proof.
  apply (is_derive_RInt gaussian erf 0 x); [| apply gaussian_continuous].
  apply filter_forall. intros y. apply (RInt_correct gaussian).
  apply (@ex_RInt_continuous R_CompleteNormedModule). intros z _. apply gaussian_continuous.
Qed.

Lemma normal_pdf_gaussian x : normal_pdf x = / 2 * (/ sqrt 2 * gaussian (x / sqrt 2)).
Proof.
  assert (P := PI_RGT_0). assert (S2 : 0 < sqrt 2) by (apply sqrt_lt_R0; lra).
  assert (SP : 0 < sqrt PI) by (apply sqrt_lt_R0; lra).
  unfold normal_pdf, gaussian. rewrite sqrt_mult by lra.
  assert (E : x / sqrt 2 * (x / sqrt 2) = x * x / 2).
  { replace (x / sqrt 2 * (x / sqrt 2)) with (x * x / (sqrt 2 * sqrt 2)) by (field; lra). rewrite sqrt_sqrt by lra. reflexivity. }
  rewrite E. replace (- (x * x) / 2) with (- (x * x / 2)) by field. field. lra.
Qed.

Lemma normal_cdf_derive x : is_derive normal_cdf x (normal_pdf x).
Proof.
  rewrite normal_pdf_gaussian. unfold normal_cdf.
  apply (is_derive_scal (fun x => 1 + erf (x / sqrt 2)) x (/ 2)).
  replace (/ sqrt 2 * gaussian (x / sqrt 2)) with (0 + / sqrt 2 * gaussian (x / sqrt 2)) by ring.
  apply (is_derive_plus (fun _ => 1) (fun x => erf (x / sqrt 2))); [apply (is_derive_const 1) |].
  apply (is_derive_comp erf (fun x => x / sqrt 2)); [apply erf_derive |].
  unfold Rdiv. auto_derive; [exact Logic.I | ring].
Qed.

Lemma normal_pdf_derive x : is_derive normal_pdf x (- (x * normal_pdf x)).
Proof.
  unfold normal_pdf. set (c := / sqrt (2 * PI)).
  apply (is_derive_ext (fun x => c * exp (- (x * x) * / 2))); [reflexivity |].
  auto_derive; [exact Logic.I |]. unfold Rdiv. field.
Qed.

Lemma step_locally x : x <> 0 -> locally x (fun y => step y = step x).
Proof.
  intros N. assert (P : 0 < Rabs x) by (apply Rabs_pos_lt, N).
  exists (mkposreal _ P). intros y B. unfold ball in B. simpl in B. unfold AbsRing_ball, abs, minus, plus, opp in B.
  simpl in B. unfold step. revert B. unfold Rabs. repeat destruct Rcase_abs; repeat destruct Rlt_dec; lra.
Qed.

Theorem apply_derive I f x : in_domain f x -> is_derive (apply I f) x (slope I f x).
Proof.
  destruct f; simpl in_domain; intros N; unfold apply, slope.
  - apply tanh_derive.
  - apply sigmoid_derive.
  - apply is_derive_exp.
  - apply is_derive_ln, N.
  - apply is_derive_sin.
  - apply is_derive_cos.
  - apply sinh_derive.
  - apply cosh_derive.
  - apply is_derive_Reals. replace (/ 2 * / sqrt x) with (/ (2 * sqrt x)) by (rewrite Rinv_mult; reflexivity).
    apply derivable_pt_lim_sqrt, N.
  - replace (- (/ x) ^ 2) with (- 1 / x ^ 2) by (field; exact N).
    apply (is_derive_inv (fun x => x)); [apply (is_derive_id x) | exact N].
  - apply erf_derive.
  - apply gaussian_derive.
  - apply normal_cdf_derive.
  - apply normal_pdf_derive.
  - apply softplus_derive.
  - apply is_derive_Reals, derivable_pt_lim_atan.
  - apply (is_derive_ext_loc (fun _ => step x)); [| apply (is_derive_const (step x))].
    apply (filter_imp (fun y => step y = step x)); [intros y E; symmetry; exact E | apply step_locally, N].
  - apply (is_derive_id x).
  - apply sigma_derive.
Qed.

(** Domains are open. *)
Lemma in_domain_open f x : in_domain f x -> locally x (in_domain f).
Proof.
  assert (all : locally x (fun _ => True)) by (apply filter_forall; auto).
  assert (pos : 0 < x -> locally x (fun y => 0 < y)) by (intros P; apply (open_gt 0); exact P).
  assert (non : x <> 0 -> locally x (fun y => y <> 0)) by (intros P; apply (open_neq 0); exact P).
  destruct f; simpl; intros N; auto.
Qed.
