(** * Expressions in numbered leaves: their values, where they are defined, and their derivatives *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra List PArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions.
Import ListNotations.
Open Scope R_scope.

Inductive expr :=
| Num (c : Q)
| Leaf (i : positive)
| Add (a b : expr)
| Mul (a b : expr)
| Pow (a : expr) (n : nat)
| Call (f : fn) (a : expr).

Fixpoint value (I : interp) (e : positive -> R) (x : expr) : R :=
  match x with
  | Num c => Q2R c
  | Leaf i => e i
  | Add a b => value I e a + value I e b
  | Mul a b => value I e a * value I e b
  | Pow a n => value I e a ^ n
  | Call f a => apply I f (value I e a)
  end.

(** Every call has an argument at which its function is analytic. *)
Fixpoint defined (I : interp) (e : positive -> R) (x : expr) : Prop :=
  match x with
  | Num _ | Leaf _ => True
  | Add a b | Mul a b => defined I e a /\ defined I e b
  | Pow a _ => defined I e a
  | Call f a => defined I e a /\ in_domain f (value I e a)
  end.

Lemma value_ext I e e' x : (forall i, e i = e' i) -> value I e x = value I e' x.
Proof. intros E. induction x; simpl; congruence. Qed.

Lemma defined_ext I e e' x : (forall i, e i = e' i) -> defined I e x -> defined I e' x.
Proof.
  intros E. induction x; simpl; try tauto. intros [D N]. split; [tauto |].
  rewrite <- (value_ext I e e') by exact E. exact N.
Qed.

(** ** The derivative of a function, as an expression in its argument *)
Definition minus_one := Num (-1 # 1).
Definition derivative (f : fn) (u : expr) : expr :=
  match f with
  | Tanh => Add (Num (1 # 1)) (Mul minus_one (Pow (Call Tanh u) 2))
  | Sigmoid => Add (Call Sigmoid u) (Mul minus_one (Pow (Call Sigmoid u) 2))
  | Exp => Call Exp u
  | Log => Call Inv u
  | Sin => Call Cos u
  | Cos => Mul minus_one (Call Sin u)
  | Sinh => Call Cosh u
  | Cosh => Call Sinh u
  | Sqrt => Mul (Num (1 # 2)) (Call Inv (Call Sqrt u))
  | Inv => Mul minus_one (Pow (Call Inv u) 2)
  | Erf => Call Gaussian u
  | Gaussian => Mul (Mul (Num (-2 # 1)) u) (Call Gaussian u)
  | NormalCdf => Call NormalPdf u
  | NormalPdf => Mul minus_one (Mul u (Call NormalPdf u))
  | Softplus => Call Sigmoid u
  | Atan => Call Inv (Add (Num (1 # 1)) (Pow u 2))
  | Step => Num (0 # 1)
  | Identity => Num (1 # 1)
  | Sigma f k => Call (Sigma f (S k)) u
  end.

Lemma value_derivative I e f u : value I e (derivative f u) = slope I f (value I e u).
Proof.
  destruct f; cbn [value derivative slope apply minus_one]; rewrite ?Q2R_1, ?Q2R_m1, ?Q2R_half, ?Q2R_m2, ?Q2R_0; ring.
Qed.

Lemma defined_derivative I e f u : defined I e u -> in_domain f (value I e u) -> defined I e (derivative f u).
Proof.
  destruct f; cbn [derivative defined in_domain value apply minus_one]; intros D N;
    repeat split; trivial; try lra.
  - apply Rgt_not_eq, sqrt_lt_R0, N.
  - rewrite Q2R_1. assert (A := Rle_0_sqr (value I e u)). unfold Rsqr in A. simpl. lra.
Qed.

(** ** Sparse gradients: pairs of a leaf and the derivative by it *)
Definition grad := list (positive * expr).
Definition gmul (a : expr) (g : grad) : grad := map (fun t => (fst t, Mul a (snd t))) g.

Fixpoint gradient (x : expr) : grad :=
  match x with
  | Num _ => []
  | Leaf i => [(i, Num (1 # 1))]
  | Add a b => gradient a ++ gradient b
  | Mul a b => gmul b (gradient a) ++ gmul a (gradient b)
  | Pow a O => []
  | Pow a (S n) => gmul (Mul (Num (Z.of_nat (S n) # 1)) (Pow a n)) (gradient a)
  | Call f a => gmul (derivative f a) (gradient a)
  end.

(** The derivative of an expression along a curve with velocity v. *)
Fixpoint along (I : interp) (e : positive -> R) (v : positive -> R) (g : grad) : R :=
  match g with [] => 0 | (i, a) :: g => value I e a * v i + along I e v g end.

Lemma along_app I e v g h : along I e v (g ++ h) = along I e v g + along I e v h.
Proof. induction g as [|[i a] g IH]; simpl; [ring |]. rewrite IH. ring. Qed.

Lemma along_gmul I e v a g : along I e v (gmul a g) = value I e a * along I e v g.
Proof. induction g as [|[i b] g IH]; simpl; [ring |]. rewrite IH. ring. Qed.

Lemma along_ext I e e' v v' g :
  (forall i, e i = e' i) -> (forall i, v i = v' i) -> along I e v g = along I e' v' g.
Proof.
  intros E F. induction g as [|[i a] g IH]; simpl; [reflexivity |].
  rewrite IH, F, (value_ext I e e') by exact E. reflexivity.
Qed.

Lemma along_plus I e v w g : along I e (fun i => v i + w i) g = along I e v g + along I e w g.
Proof. induction g as [|[i a] g IH]; simpl; [ring |]. rewrite IH. ring. Qed.
Lemma along_scal I e k v g : along I e (fun i => k * v i) g = k * along I e v g.
Proof. induction g as [|[i a] g IH]; simpl; [ring |]. rewrite IH. ring. Qed.
Lemma along_zero I e g : along I e (fun _ => 0) g = 0.
Proof. induction g as [|[i a] g IH]; simpl; [ring |]. rewrite IH. ring. Qed.

Lemma Q2R_INR n : Q2R (Z.of_nat n # 1) = INR n.
Proof. unfold Q2R. cbn [Qnum Qden]. rewrite <- INR_IZR_INZ. lra. Qed.

Theorem gradient_correct I (c : R -> positive -> R) (v : positive -> R) (t : R) (x : expr) :
  (forall i, is_derive (fun r => c r i) t (v i)) -> defined I (c t) x ->
  is_derive (fun r => value I (c r) x) t (along I (c t) v (gradient x)).
Proof.
  intros D. induction x as [q|i|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [value gradient defined]; intros N.
  - apply (is_derive_const (Q2R q)).
  - simpl. rewrite Q2R_1. replace (1 * v i + 0) with (v i) by ring. apply D.
  - rewrite along_app. apply (is_derive_plus _ _ t _ _ (IHa (proj1 N)) (IHb (proj2 N))).
  - rewrite along_app, !along_gmul.
    rewrite (Rmult_comm (value I (c t) b)).
    apply (is_derive_mult _ _ t _ _ (IHa (proj1 N)) (IHb (proj2 N))). intros; apply Rmult_comm.
  - destruct n as [|n].
    + simpl. apply (is_derive_const 1).
    + rewrite along_gmul. cbn [value]. rewrite Q2R_INR.
      replace (INR (S n) * value I (c t) a ^ n * along I (c t) v (gradient a))
        with (INR (S n) * along I (c t) v (gradient a) * value I (c t) a ^ Nat.pred (S n)) by (cbn [Nat.pred]; ring).
      apply (is_derive_pow (fun r => value I (c r) a) (S n) t _ (IHa N)).
  - rewrite along_gmul, value_derivative, Rmult_comm.
    apply (is_derive_comp (apply I f) (fun r => value I (c r) a) t _ _ (apply_derive I f _ (proj2 N)) (IHa (proj1 N))).
Qed.

(** An expression is continuous along continuous leaves, where it is defined. *)
Lemma apply_continuous I f x : in_domain f x -> continuous (apply I f) x.
Proof. intros D. exact (is_derive_continuous _ _ _ (apply_derive I f x D)). Qed.

Lemma value_continuous I (c : R -> positive -> R) (t : R) (x : expr) :
  (forall i, continuous (fun r => c r i) t) -> defined I (c t) x -> continuous (fun r => value I (c r) x) t.
Proof.
  intros C. induction x as [q|i|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [value defined]; intros N.
  - apply continuous_const.
  - apply C.
  - apply (continuous_plus (fun r => value I (c r) a) (fun r => value I (c r) b)); tauto.
  - apply (continuous_mult (fun r => value I (c r) a) (fun r => value I (c r) b)); tauto.
  - induction n as [|n IHn]; simpl; [apply continuous_const |].
    apply (continuous_mult (fun r => value I (c r) a) (fun r => value I (c r) a ^ n)); tauto.
  - apply (continuous_comp (fun r => value I (c r) a) (apply I f)); [tauto |]. apply apply_continuous, N.
Qed.

(** ** Partial derivatives *)
Definition unit_at (i : positive) (j : positive) : R := if Pos.eqb j i then 1 else 0.
Definition update (e : positive -> R) (i : positive) (s : R) : positive -> R :=
  fun j => if Pos.eqb j i then s else e j.

Lemma update_same (e : positive -> R) i j : update e i (e i) j = e j.
Proof. unfold update. destruct (Pos.eqb_spec j i) as [-> |]; reflexivity. Qed.

Lemma partial I e x i : defined I e x ->
  is_derive (fun s => value I (update e i s) x) (e i) (along I e (unit_at i) (gradient x)).
Proof.
  intros N.
  rewrite <- (along_ext I (update e i (e i)) e (unit_at i) (unit_at i) (gradient x) (update_same e i) (fun _ => eq_refl)).
  apply (gradient_correct I (fun s => update e i s)).
  - intros j. unfold update, unit_at.
    destruct (Pos.eqb j i); [apply (is_derive_id (e i)) | apply (is_derive_const (e j))].
  - apply (defined_ext I e); [intros j; symmetry; apply update_same | exact N].
Qed.

(** The slope of a function is continuous where the function is analytic, and so the function is Lipschitz near by. *)
Lemma slope_continuous I f x : in_domain f x -> continuous (slope I f) x.
Proof.
  intros N.
  apply (continuous_ext (fun r => value I (fun _ => r) (derivative f (Leaf 1)))).
  - intros y. rewrite value_derivative. reflexivity.
  - apply (value_continuous I (fun r _ => r)); [intros _; apply continuous_id |].
    apply defined_derivative; [exact Logic.I | exact N].
Qed.

Lemma lipschitz_near I f x : in_domain f x -> exists d L, 0 < d /\ 0 <= L /\
  forall u v, Rabs (u - x) < d -> Rabs (v - x) < d -> Rabs (apply I f u - apply I f v) <= L * Rabs (u - v).
Proof.
  intros N.
  destruct (in_domain_open f x N) as [d1 D1].
  assert (C := slope_continuous I f x N).
  destruct (proj1 (filterlim_locally (slope I f) (slope I f x)) C (mkposreal 1 Rlt_0_1)) as [d2 D2].
  assert (P1 := cond_pos d1). assert (P2 := cond_pos d2).
  set (d := Rmin d1 d2). assert (A1 : d <= d1) by apply Rmin_l. assert (A2 : d <= d2) by apply Rmin_r.
  assert (P : 0 < d) by (apply Rmin_glb_lt; assumption).
  exists d, (Rabs (slope I f x) + 1). split; [exact P |]. split; [assert (B := Rabs_pos (slope I f x)); lra |].
  assert (ball_of : forall e y, Rabs (y - x) < e -> ball x e y).
  { intros e y H. unfold ball. simpl. unfold AbsRing_ball, abs, minus, plus, opp. simpl. exact H. }
  assert (between_ : forall u v c, Rabs (u - x) < d -> Rabs (v - x) < d -> Rmin v u <= c <= Rmax v u -> Rabs (c - x) < d).
  { intros u v c U V [B1 B2]. revert B1 B2 U V. unfold Rmin, Rmax, Rabs.
    destruct (Rle_dec v u); repeat destruct Rcase_abs; lra. }
  intros u v U V.
  destruct (MVT_gen (apply I f) v u (slope I f)) as [c [J E]].
  - intros y Y. apply apply_derive, D1, ball_of. assert (Z := between_ u v y U V ltac:(lra)). lra.
  - intros y Y. apply continuity_pt_filterlim, apply_continuous, D1, ball_of. assert (Z := between_ u v y U V Y). lra.
  - rewrite E, Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos |].
    assert (Z := D2 c (ball_of d2 c ltac:(assert (Z := between_ u v c U V J); lra))).
    unfold ball in Z. simpl in Z. unfold AbsRing_ball, abs, minus, plus, opp in Z. simpl in Z.
    assert (T := Rabs_triang (slope I f x) (slope I f c + - slope I f x)).
    replace (slope I f x + (slope I f c + - slope I f x)) with (slope I f c) in T by ring. lra.
Qed.
