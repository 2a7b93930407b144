(** * Exact points

    The coordinates of a point are polynomials in a real root t (variable 1) and in pi (variable 2).
    What is 0 modulo the polynomial of t is 0; an interval shows that something is not 0. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List Bool PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Expr Germs Affine Tower Syntax Arrays Flow Dual Interval.
Import ListNotations.
Open Scope R_scope.

(** ** Intervals that contain values of polynomials *)
Definition inumbers (prec : positive) (at_ : positive -> interval) (m : mono) : interval :=
  match m with [] => exact (1 # 1) | [v] => at_ v | _ => iproduct prec (map at_ m) end.
Definition ipoly (prec : positive) (at_ : positive -> interval) (p : poly) : interval :=
  isum prec (map (fun t =>
    match fst t with [] => exact (snd t) | m => imul prec (exact (snd t)) (inumbers prec at_ m) end) p).

Lemma one_contains : contains (exact (1 # 1)) 1.
Proof. assert (H := exact_sound (1 # 1)). rewrite Q2R_1 in H. exact H. Qed.
Lemma zero_contains : contains (exact (0 # 1)) 0.
Proof. assert (H := exact_sound (0 # 1)). rewrite Q2R_0 in H. exact H. Qed.
Lemma ipoly_sound prec at_ e p : (forall v, contains (at_ v) (e v)) -> contains (ipoly prec at_ p) (pval e p).
Proof.
  intros H.
  assert (N : forall m, Forall2 contains (map at_ m) (map e m)).
  { induction m; simpl; constructor; auto. }
  assert (V : forall m, mval e m = fold_right Rmult 1 (map e m)) by (induction m as [|v m IH]; simpl; congruence).
  assert (M : forall m, contains (inumbers prec at_ m) (mval e m)).
  { intros [|v [|w m]]; [exact one_contains | simpl; rewrite Rmult_1_r; apply H |].
    rewrite V. apply (iproduct_sound prec). apply N. }
  assert (E : pval e p = fold_right Rplus 0 (map (fun t => Q2R (snd t) * mval e (fst t)) p)).
  { induction p as [|[m c] p IH]; simpl; congruence. }
  rewrite E. apply isum_sound. clear E. induction p as [|[m c] p IH]; simpl; constructor; [| exact IH].
  destruct m as [|v m].
  - simpl. rewrite Rmult_1_r. apply exact_sound.
  - exact (imul_sound prec _ _ _ _ (exact_sound c) (M (v :: m))).
Qed.

(** ** Polynomials in one variable *)
Definition at_one (x : R) : positive -> R := update (fun _ => 0) 1 x.
Definition uval (p : poly) (x : R) : R := pval (at_one x) p.

Lemma uval_derive p x : is_derive (uval p) x (uval (pderive 1 p) x).
Proof.
  unfold uval. rewrite pval_pderive. apply (pval_derive at_one x (unit_at 1) p). intros m c v _ _.
  unfold at_one, update, unit_at. destruct (Pos.eqb v 1); [apply (is_derive_id x) | apply (is_derive_const 0)].
Qed.
Lemma uval_continuity p : continuity (uval p).
Proof.
  intros x. apply continuity_pt_filterlim. exact (is_derive_continuous _ _ _ (uval_derive p x)).
Qed.

(** Values at rational numbers. *)
Fixpoint qmono (x : Q) (m : mono) : Q :=
  match m with [] => 1 # 1 | v :: m => if Pos.eqb v 1 then qmul x (qmono x m) else 0 # 1 end.
Fixpoint qvalue (x : Q) (p : poly) : Q :=
  match p with [] => 0 # 1 | (m, c) :: p => qadd (qmul c (qmono x m)) (qvalue x p) end.
Lemma qvalue_sound x p : Q2R (qvalue x p) = uval p (Q2R x).
Proof.
  assert (M : forall m, Q2R (qmono x m) = mval (at_one (Q2R x)) m).
  { induction m as [|v m IH]; cbn [qmono mval]; [apply Q2R_1 |]. unfold at_one at 1, update.
    destruct (Pos.eqb v 1); [rewrite Q2R_mul, IH; reflexivity | rewrite Q2R_0; ring]. }
  unfold uval. induction p as [|[m c] p IH]; cbn [qvalue pval]; [apply Q2R_0 |].
  rewrite Q2R_add, Q2R_mul, M, IH. reflexivity.
Qed.

(** ** The place of a point *)
Record place := {
  p_root : option (poly * Q * Q);               (* t is a root of this polynomial, between these numbers *)
  p_coordinates : PositiveMap.t poly;           (* of leaves, in t and pi; what is absent is 0 *)
  p_functions : list poly;                      (* for the unspecified functions, in the variable 1 *)
  p_bits : positive }.

(** The numbers that a coordinate is made of. *)
Definition basis (t : R) (v : positive) : R := match v with 1%positive => t | 2%positive => PI | _ => 0 end.

(** *** The root *)
Definition opposite (a b : Q) : bool := Qle_bool (qmul a b) 0.
Definition half : Q := 1 # 2.
Definition fine : Q := 1 # (2 ^ 64).
Fixpoint bisect (fuel : nat) (f : poly) (lo hi : Q) : Q * Q :=
  match fuel with
  | O => (lo, hi)
  | S fuel =>
    if Qle_bool (Qminus hi lo) fine then (lo, hi)
    else let mid := qmul half (qadd lo hi) in
         if opposite (qvalue lo f) (qvalue mid f) then bisect fuel f lo mid else bisect fuel f mid hi
  end.

(** t^n = tail. *)
Definition modulus := option (nat * poly)%type.
Definition ones (n : nat) : mono := repeat 1%positive n.
Definition degree_in_t (p : poly) : nat := fold_right (fun t n => Nat.max (length (fst t)) n) O p.
Definition leading (n : nat) (p : poly) : Q :=
  fold_right (fun t c => if Nat.eqb (length (fst t)) n then snd t else c) (0 # 1) p.
Definition only_t (p : poly) : bool := forallb (fun t => forallb (Pos.eqb 1) (fst t)) p.
Definition modulus_of (f : poly) : option (nat * poly) :=
  let n := degree_in_t f in
  let c := leading n f in
  if qzero c || negb (only_t f) then None else
  let inverse := Qred (Qinv c) in
  let top : poly := [(ones n, 1 # 1)] in
  let tail := psub top (pscale inverse f) in
  if peqb (psub top tail) (pscale inverse f) then Some (n, tail) else None.
Definition root_of_place (r : option (poly * Q * Q)) : option (modulus * interval) :=
  match r with
  | None => Some (None, exact (0 # 1))
  | Some (f, low, high) =>
    let '(lo, hi) := bisect 64 f low high in
    if Qle_bool lo hi && opposite (qvalue lo f) (qvalue hi f) then
      match modulus_of f with Some m => Some (Some m, {| lower := lo; upper := hi |}) | None => None end
    else None
  end.

Definition agrees_with (m : modulus) (t : R) : Prop :=
  match m with None => True | Some (n, tail) => forall e, e 1%positive = t -> t ^ n = pval e tail end.

Lemma mval_ones e n : mval e (ones n) = e 1%positive ^ n.
Proof. unfold ones. induction n as [|n IH]; simpl; [reflexivity | rewrite IH; reflexivity]. Qed.
Lemma opposite_sound a b : opposite a b = true -> Q2R a * Q2R b <= 0.
Proof.
  unfold opposite. intros H. apply qle_true in H. rewrite Q2R_mul, Q2R_0 in H. exact H.
Qed.
Lemma only_t_value e p : only_t p = true -> pval e p = uval p (e 1%positive).
Proof.
  unfold only_t, uval. induction p as [|[m c] p IH]; cbn [forallb pval fst]; intros H; [reflexivity |].
  apply andb_prop in H. destruct H as [A B]. rewrite (IH B). f_equal. f_equal. clear - A.
  induction m as [|v m IH]; cbn [forallb mval] in *; [reflexivity |].
  apply andb_prop in A. destruct A as [A C]. apply Pos.eqb_eq in A. subst v. rewrite (IH C). reflexivity.
Qed.
Lemma modulus_of_sound f n tail t : modulus_of f = Some (n, tail) -> uval f t = 0 -> agrees_with (Some (n, tail)) t.
Proof.
  unfold modulus_of. destruct (qzero _ || negb (only_t f)) eqn:G; [discriminate |].
  apply orb_false_elim in G. destruct G as [_ G]. apply negb_false_iff in G.
  set (c := Qred _). set (top := [(ones _, 1 # 1)]).
  destruct (peqb (psub top (psub top (pscale c f))) (pscale c f)) eqn:E; [| discriminate].
  intros H Z. injection H as <- <-. apply peqb_eq in E. intros e T.
  assert (A : pval e (psub top (psub top (pscale c f))) = pval e (pscale c f)) by (rewrite E; reflexivity).
  assert (F : pval e f = 0) by (rewrite (only_t_value e f G), T; exact Z).
  rewrite pval_sub, pval_scale, F in A.
  replace (t ^ degree_in_t f) with (pval e top); [lra |].
  unfold top. simpl. rewrite mval_ones, T, Q2R_1. ring.
Qed.
Theorem root_exists r m i : root_of_place r = Some (m, i) -> exists t, contains i t /\ agrees_with m t.
Proof.
  unfold root_of_place. destruct r as [[[f low] high]|].
  2: { intros H. injection H as <- <-. exists 0. split; [exact zero_contains | exact Logic.I]. }
  destruct (bisect 64 f low high) as [lo hi]. destruct (Qle_bool lo hi && opposite _ _) eqn:G; [| discriminate].
  apply andb_prop in G. destruct G as [L O]. apply qle_true in L. apply opposite_sound in O. rewrite !qvalue_sound in O.
  destruct (modulus_of f) as [[n tail]|] eqn:M; [| discriminate]. intros H. injection H as <- <-.
  destruct (IVT_cor (uval f) (Q2R lo) (Q2R hi) (uval_continuity f) L O) as [t [B Z]].
  exists t. split; [exact B |]. exact (modulus_of_sound f n tail t M Z).
Qed.

(** *** Reduction, and exact values *)
Section Exact.
Variable m : modulus.
(** A monomial divided by t^n. *)
Fixpoint without_t (n : nat) (k : mono) : option mono :=
  match n with
  | O => Some k
  | S n => match k with v :: k => if Pos.eqb v 1 then without_t n k else None | [] => None end
  end.
Definition lowered (n : nat) (tail : poly) (t : Poly.term) : poly :=
  match without_t n (fst t) with Some k => tmul k (snd t) tail | None => [t] end.
Fixpoint lower_all (fuel n : nat) (tail p : poly) : poly :=
  match fuel with
  | O => p
  | S fuel =>
    if existsb (fun t => match without_t n (fst t) with Some _ => true | None => false end) p
    then lower_all fuel n tail (psum (map (lowered n tail) p)) else p
  end.
Definition reduced (p : poly) : poly :=
  match m, p with
  | None, _ | _, [] | _, [([], _)] => p
  | Some (n, tail), _ => lower_all 200 n tail p
  end.

Variable coordinate : positive -> poly.
Fixpoint exact_mono (c : Q) (k : mono) : poly :=
  match k with
  | [] => pconst c
  | v :: k =>
    match coordinate v with
    | [] => []
    | [([], d)] => exact_mono (qmul c d) k
    | q => match exact_mono c k with [] => [] | r => reduced (pmul q r) end
    end
  end.
Definition exact_value (g : poly) : poly := reduced (psum (map (fun t => exact_mono (snd t) (fst t)) g)).

Variable b : positive -> R.
Hypothesis root_here : agrees_with m (b 1%positive).

Lemma without_t_value n : forall k r, without_t n k = Some r -> mval b k = b 1%positive ^ n * mval b r.
Proof.
  induction n as [|n IH]; intros k r; cbn [without_t].
  - intros H. injection H as <-. simpl. ring.
  - destruct k as [|v k]; [discriminate |]. destruct (Pos.eqb_spec v 1) as [-> |]; [| discriminate].
    intros H. cbn [mval pow]. rewrite (IH k r H). ring.
Qed.
Lemma lower_all_value fuel n tail : (b 1%positive ^ n = pval b tail) ->
  forall p, pval b (lower_all fuel n tail p) = pval b p.
Proof.
  intros T. induction fuel as [|fuel IH]; intros p; cbn [lower_all]; [reflexivity |].
  destruct existsb; [| reflexivity]. rewrite IH, pval_sum.
  clear IH. induction p as [|[k c] p IH]; cbn [map total pval]; [reflexivity |]. rewrite IH. f_equal.
  unfold lowered. cbn [fst snd]. destruct (without_t n k) as [r|] eqn:E.
  - rewrite pval_tmul, (without_t_value n k r E), T. ring.
  - simpl. ring.
Qed.
Lemma reduced_value p : pval b (reduced p) = pval b p.
Proof.
  unfold reduced. destruct m as [[n tail]|]; [| reflexivity].
  destruct p as [|[[|v k] c] [|t p]]; try reflexivity; apply lower_all_value, root_here; reflexivity.
Qed.

Variable e : positive -> R.
Hypothesis coordinates_good : forall v, e v = pval b (coordinate v).
Lemma exact_mono_value k : forall c, pval b (exact_mono c k) = Q2R c * mval e k.
Proof.
  induction k as [|v k IH]; intros c; cbn [exact_mono mval]; [rewrite pval_const; ring |].
  assert (G := coordinates_good v).
  assert (usual : pval b (match exact_mono c k with [] => [] | r => reduced (pmul (coordinate v) r) end)
    = Q2R c * (e v * mval e k)).
  { specialize (IH c). destruct (exact_mono c k) as [|t r].
    - simpl in *. rewrite <- Rmult_assoc, (Rmult_comm (Q2R c)), Rmult_assoc, <- IH. ring.
    - rewrite reduced_value, pval_mul, IH, G. ring. }
  destruct (coordinate v) as [|[[|w n] d] [|t q]]; try exact usual.
  - simpl in G. rewrite G. simpl. ring.
  - rewrite IH, Q2R_mul, G. simpl. ring.
Qed.
Theorem exact_value_good g : pval b (exact_value g) = pval e g.
Proof.
  unfold exact_value. rewrite reduced_value, pval_sum.
  induction g as [|[k c] g IH]; cbn [map total pval fst snd]; [reflexivity |]. rewrite IH, exact_mono_value.
  reflexivity.
Qed.
End Exact.

(** *** Signs *)
Definition surely (k : relation) (i : interval) : bool :=
  match k with
  | Equal => false
  | NotZero => excludes_zero i
  | Positive => is_positive i
  | Negative => is_negative i
  end.
Lemma surely_sound k i x : surely k i = true -> contains i x -> holds k x.
Proof.
  destruct k; simpl; intros H C; try discriminate.
  - exact (excludes_zero_sound i x H C).
  - exact (is_positive_sound i x H C).
  - exact (is_negative_sound i x H C).
Qed.

(** *** Polynomials for the unspecified functions *)
Fixpoint derived_times (k : nat) (p : poly) : poly := match k with O => p | S k => pderive 1 (derived_times k p) end.
Definition function_of (l : list poly) (f : positive) : poly := nth (Nat.pred (Pos.to_nat f)) l [].
Definition functions_of_place (l : list poly) : interp.
Proof.
  exists (fun f k => uval (derived_times k (function_of l f))). intros f k x. apply uval_derive.
Defined.

Definition lengths_are (parity : nat -> bool) (p : poly) : bool := forallb (fun t => parity (length (fst t))) p.
Definition no_constant (p : poly) : bool := forallb (fun t => match fst t with [] => false | _ => true end) p.
Definition has_facts (d : facts) (p : poly) : bool :=
  (if is_even d then lengths_are Nat.even p else true) && (if is_odd d then lengths_are Nat.odd p else true)
  && (if is_zero_at_zero d then no_constant p else true).
Fixpoint all_have_facts (known : positive -> facts) (f : positive) (l : list poly) : bool :=
  match l with [] => true | p :: l => has_facts (known f) p && all_have_facts known (Pos.succ f) l end.

Lemma mval_opp x k : mval (at_one (- x)) k = (if Nat.even (length k) then 1 else -1) * mval (at_one x) k.
Proof.
  induction k as [|v k IH]; [simpl; ring |]. cbn [length mval]. rewrite IH, Nat.even_succ, <- Nat.negb_even.
  assert (E : at_one (- x) v = - at_one x v) by (unfold at_one, update; destruct (Pos.eqb v 1); ring).
  rewrite E. destruct (Nat.even (length k)); simpl; ring.
Qed.
Lemma has_facts_sound d p : has_facts d p = true ->
  (is_even d = true -> forall x, uval p (- x) = uval p x) /\ (is_odd d = true -> forall x, uval p (- x) = - uval p x) /\
  (is_zero_at_zero d = true -> uval p 0 = 0).
Proof.
  unfold has_facts. intros H. apply andb_prop in H. destruct H as [H C]. apply andb_prop in H. destruct H as [A B].
  split; [| split]; intros F; rewrite F in *; [clear B C | clear A C | clear A B]; unfold uval.
  - intros x. induction p as [|[k c] p IH]; cbn [pval lengths_are forallb fst] in *; [reflexivity |].
    apply andb_prop in A. destruct A as [A A']. rewrite (IH A'), mval_opp, A. ring.
  - intros x. induction p as [|[k c] p IH]; cbn [pval lengths_are forallb fst] in *; [ring |].
    apply andb_prop in B. destruct B as [B B']. rewrite (IH B'), mval_opp, <- Nat.negb_odd, B. simpl. ring.
  - induction p as [|[k c] p IH]; cbn [pval no_constant forallb fst] in *; [reflexivity |].
    apply andb_prop in C. destruct C as [C C']. rewrite (IH C'). destruct k as [|v k]; [discriminate |].
    simpl. unfold at_one, update. destruct (Pos.eqb v 1); ring.
Qed.
Lemma function_here l : forall f g known, all_have_facts known f l = true ->
  (Pos.to_nat f <= Pos.to_nat g)%nat -> has_facts (known g) (nth (Pos.to_nat g - Pos.to_nat f) l []) = true.
Proof.
  induction l as [|p l IH]; intros f g known H L.
  - assert (E : nth (Pos.to_nat g - Pos.to_nat f) (@nil poly) [] = []) by (destruct (Pos.to_nat g - Pos.to_nat f)%nat;
      reflexivity).
    rewrite E. unfold has_facts. destruct (is_even (known g)), (is_odd (known g)), (is_zero_at_zero (known g));
      reflexivity.
  - cbn [all_have_facts] in H. apply andb_prop in H. destruct H as [A B].
    destruct (Pos.eq_dec g f) as [-> | N]; [rewrite Nat.sub_diag; exact A |].
    replace (Pos.to_nat g - Pos.to_nat f)%nat with (S (Pos.to_nat g - Pos.to_nat (Pos.succ f))) by lia.
    apply (IH (Pos.succ f) g known B). lia.
Qed.
Theorem functions_respect known l : all_have_facts known 1 l = true -> respects known (functions_of_place l).
Proof.
  intros H f. cbn [sigma functions_of_place derived_times]. unfold function_of.
  apply has_facts_sound. replace (Nat.pred (Pos.to_nat f)) with (Pos.to_nat f - Pos.to_nat 1)%nat by lia.
  apply function_here; [exact H | lia].
Qed.
