(** * Germs of functions of time

    Fix a time [here] and a function [size] that is zero there. A function is *small* if, near [here], it is bounded by a
    multiple of [size]. Small functions are an ideal of the functions that are continuous at [here], and functions that
    are analytic at a value take congruent arguments to congruent values. Theorem T2, the congruences of T3 and the
    substitution of affine equations are all membership in this one ideal; T5 is [kept_forward] below. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra List.
From Certsim Require Import Gronwall Poly Functions Expr.
Import ListNotations.
Open Scope R_scope.

Section Germs.
Variables (here : R) (size : R -> R).

Definition small (f : R -> R) := exists K, 0 <= K /\ locally here (fun r => Rabs (f r) <= K * size r).
Definition eqm (f g : R -> R) := small (fun r => f r - g r).

Lemma near_here P : locally here P -> P here.
Proof. apply locally_singleton. Qed.

Lemma locally_and (P Q : R -> Prop) : locally here P -> locally here Q -> locally here (fun r => P r /\ Q r).
Proof. apply filter_and. Qed.

Lemma bounded_near f : continuous f here -> exists B, 0 <= B /\ locally here (fun r => Rabs (f r) <= B).
Proof.
  intros C. exists (Rabs (f here) + 1). split; [assert (A := Rabs_pos (f here)); lra |].
  assert (D := proj1 (filterlim_locally f (f here)) C (mkposreal 1 Rlt_0_1)).
  apply (filter_imp (fun r => ball (f here) (mkposreal 1 Rlt_0_1) (f r))); [| exact D].
  intros r B. change (Rabs (f r - f here) < 1) in B.
  assert (T := Rabs_triang (f r - f here) (f here)).
  assert (E : f r - f here + f here = f r) by ring. rewrite E in T. lra.
Qed.

Lemma small_zero : small (fun _ => 0).
Proof. exists 0. split; [lra |]. apply filter_forall. intros. rewrite Rabs_R0. lra. Qed.

Lemma small_near f g : locally here (fun r => f r = g r) -> small f -> small g.
Proof.
  intros E [K [k H]]. exists K. split; [exact k |].
  apply (filter_imp (fun r => f r = g r /\ Rabs (f r) <= K * size r)); [| apply locally_and; assumption].
  intros r [<- L]. exact L.
Qed.

Lemma small_ext f g : (forall r, f r = g r) -> small f -> small g.
Proof. intros E. apply small_near, filter_forall, E. Qed.

Lemma small_plus f g : small f -> small g -> small (fun r => f r + g r).
Proof.
  intros [A [a F]] [B [b G]]. exists (A + B). split; [lra |].
  apply (filter_imp (fun r => Rabs (f r) <= A * size r /\ Rabs (g r) <= B * size r)); [| apply locally_and; assumption].
  intros r [X Y]. assert (Z := Rabs_triang (f r) (g r)). lra.
Qed.

Lemma small_mult f g : continuous f here -> small g -> small (fun r => f r * g r).
Proof.
  intros C [B [b G]]. destruct (bounded_near f C) as [A [a F]]. exists (A * B). split; [nra |].
  apply (filter_imp (fun r => Rabs (f r) <= A /\ Rabs (g r) <= B * size r)); [| apply locally_and; assumption].
  intros r [X Y]. rewrite Rabs_mult, Rmult_assoc. apply Rmult_le_compat; auto using Rabs_pos.
Qed.

Lemma small_scal c f : small f -> small (fun r => c * f r).
Proof. apply small_mult, continuous_const. Qed.

Lemma small_opp f : small f -> small (fun r => - f r).
Proof. intros S. apply (small_ext (fun r => -1 * f r)); [intros; ring | apply small_scal, S]. Qed.

Lemma eqm_near f g : locally here (fun r => f r = g r) -> eqm f g.
Proof.
  intros E. apply (small_near (fun _ => 0)); [| apply small_zero].
  apply (filter_imp (fun r => f r = g r)); [| exact E]. intros r ->. ring.
Qed.
Lemma eqm_eq f g : (forall r, f r = g r) -> eqm f g.
Proof. intros E. apply eqm_near, filter_forall, E. Qed.
Lemma eqm_refl f : eqm f f.
Proof. apply eqm_eq. reflexivity. Qed.
Lemma eqm_trans f g h : eqm f g -> eqm g h -> eqm f h.
Proof.
  intros A B. apply (small_ext (fun r => (f r - g r) + (g r - h r))); [intros; ring |].
  apply small_plus; assumption.
Qed.
Lemma eqm_plus f f' g g' : eqm f f' -> eqm g g' -> eqm (fun r => f r + g r) (fun r => f' r + g' r).
Proof.
  intros A B. apply (small_ext (fun r => (f r - f' r) + (g r - g' r))); [intros; ring |].
  apply small_plus; assumption.
Qed.
Lemma eqm_mult f f' g g' :
  continuous f here -> continuous g' here -> eqm f f' -> eqm g g' -> eqm (fun r => f r * g r) (fun r => f' r * g' r).
Proof.
  intros F G A B. apply (small_ext (fun r => f r * (g r - g' r) + g' r * (f r - f' r))); [intros; ring |].
  apply small_plus; apply small_mult; assumption.
Qed.
Lemma eqm_small f g : eqm f g -> small g -> small f.
Proof.
  intros A B. apply (small_ext (fun r => (f r - g r) + g r)); [intros; ring |].
  apply small_plus; assumption.
Qed.

(** What is divided by a function that is not zero at [here] stays small. *)
Lemma small_divide f g : continuous f here -> f here <> 0 -> small (fun r => f r * g r) -> small g.
Proof.
  intros C N S. apply (small_near (fun r => / f r * (f r * g r))).
  - apply (filter_imp (fun r => f r <> 0)); [intros r Z; field; exact Z |].
    exact (C (fun y => y <> 0) (open_neq 0 (f here) N)).
  - apply small_mult; [| exact S]. apply continuous_Rinv_comp; assumption.
Qed.

Hypothesis size_here : size here = 0.

Lemma small_here f : small f -> f here = 0.
Proof.
  intros [K [k H]]. apply near_here in H. rewrite size_here, Rmult_0_r in H.
  apply Rabs_eq_0, Rle_antisym; [exact H | apply Rabs_pos].
Qed.
Lemma eqm_here f g : eqm f g -> f here = g here.
Proof. intros E. apply small_here in E. lra. Qed.

(** What T3 calls a congruence: no Hadamard lemma, a Lipschitz constant near the value will do. *)
Lemma eqm_call I s f g : continuous f here -> continuous g here -> in_domain s (f here) -> eqm f g ->
  eqm (fun r => apply I s (f r)) (fun r => apply I s (g r)).
Proof.
  intros F G N E.
  assert (V := eqm_here f g E). destruct E as [K [k E]].
  destruct (lipschitz_near I s (f here) N) as [d [L [d0 [L0 lip]]]].
  assert (near : forall h, continuous h here -> h here = f here -> locally here (fun r => Rabs (h r - f here) < d)).
  { intros h C H. assert (D := proj1 (filterlim_locally h (h here)) C (mkposreal d d0)). rewrite H in D.
    apply (filter_imp (fun r => ball (f here) (mkposreal d d0) (h r))); [| exact D].
    intros r B. exact B. }
  exists (L * K). split; [nra |].
  apply (filter_imp (fun r => (Rabs (f r - f here) < d /\ Rabs (g r - f here) < d) /\ Rabs (f r - g r) <= K * size r)).
  - intros r [[X Y] Z]. eapply Rle_trans; [apply lip; assumption |].
    rewrite Rmult_assoc. apply Rmult_le_compat_l; assumption.
  - apply locally_and; [| exact E]. apply locally_and; apply near; auto.
Qed.
End Germs.

(** ** Theorem T5: equations are kept, and side conditions never reach zero *)
Lemma real_induction (P : R -> Prop) (s t : R) :
  s <= t -> P s ->
  (forall r, s <= r < t -> (forall q, s <= q <= r -> P q) -> exists d, 0 < d /\ forall q, r < q < r + d -> q <= t -> P q) ->
  (forall r, s < r <= t -> (forall q, s <= q < r -> P q) -> P r) ->
  forall r, s <= r <= t -> P r.
Proof.
  intros st start step limit.
  pose (E := fun r => s <= r <= t /\ forall q, s <= q <= r -> P q).
  assert (Es : E s) by (split; [lra |]; intros q Q; replace q with s by lra; exact start).
  destruct (completeness E) as [m [ub lub]].
  { exists t. intros r [R _]. lra. }
  { exists s. exact Es. }
  assert (sm : s <= m) by (apply ub, Es).
  assert (mt : m <= t) by (apply lub; intros r [R _]; lra).
  assert (below : forall q, s <= q < m -> P q).
  { intros q Q. apply Classical_Prop.NNPP. intros N.
    assert (m <= q); [| lra]. apply lub. intros r [R1 R2].
    destruct (Rle_or_lt r q) as [|L]; [assumption |]. exfalso. apply N, R2. lra. }
  assert (Pm : P m).
  { destruct (Req_dec s m) as [<- | N]; [exact start |]. apply limit; [lra | exact below]. }
  assert (upto : forall q, s <= q <= m -> P q).
  { intros q Q. destruct (Req_dec q m) as [-> | N]; [exact Pm | apply below; lra]. }
  destruct (Req_dec m t) as [<- | N]; [exact upto |].
  destruct (step m ltac:(lra) upto) as [d [d0 D]].
  exfalso. pose (r := Rmin t (m + d / 2)).
  assert (r <= t) by apply Rmin_l. assert (r <= m + d / 2) by apply Rmin_r.
  assert (m < r) by (apply Rmin_glb_lt; lra).
  assert (r <= m); [| lra]. apply ub. split; [lra |]. intros q Q.
  destruct (Rle_or_lt q m) as [L | L]; [apply upto; lra | apply D; lra].
Qed.

Lemma within (r d q : R) : Rabs (q - r) < d <-> r - d < q < r + d.
Proof. unfold Rabs. destruct Rcase_abs; lra. Qed.

Lemma locally_interval r P : locally r P -> exists d, 0 < d /\ forall q, r - d < q < r + d -> P q.
Proof.
  intros [d D]. exists d. split; [apply cond_pos |]. intros q Q. apply D.
  unfold ball. simpl. unfold AbsRing_ball, abs, minus, plus, opp. simpl. apply within in Q. exact Q.
Qed.

Section Kept.
Variables (a b : R) (ys hs : list (R -> R)).
Definition inside (r : R) := (forall y, In y ys -> y r = 0) /\ (forall h, In h hs -> h r <> 0).

Hypothesis ys_derive : forall y r, In y ys -> a < r < b -> ex_derive y r.
Hypothesis hs_derive : forall h r, In h hs -> a < r < b -> ex_derive h r.
(** (i) At a time at which the curve is in the set, the equations' derivatives are small by them. *)
Hypothesis equations_kept : forall r, a < r < b -> inside r -> forall y, In y ys -> small r (sum_abs ys) (Derive y).
(** (ii) If a condition reached zero on V, its derivative would be small by the equations and itself. *)
Hypothesis conditions_kept : forall r, a < r < b -> (forall y, In y ys -> y r = 0) ->
  forall h, In h hs -> h r = 0 -> small r (sum_abs (h :: ys)) (Derive h).

Lemma limit_zero (y : R -> R) r s : continuous y r -> s < r -> (forall q, s <= q < r -> y q = 0) -> y r = 0.
Proof.
  intros C L Z. apply Classical_Prop.NNPP. intros N.
  destruct (locally_interval r (fun q => y q <> 0)) as [d [d0 D]].
  { exact (C (fun y => y <> 0) (open_neq 0 (y r) N)). }
  assert (A := Rmax_l s (r - d / 2)). assert (B := Rmax_r s (r - d / 2)).
  assert (M : Rmax s (r - d / 2) < r) by (apply Rmax_lub_lt; lra).
  apply (D (Rmax s (r - d / 2))); [lra |]. apply Z. lra.
Qed.

Lemma all_near r (l : list (R -> R)) (size : R -> R) : (forall q, 0 <= size q) ->
  (forall y, In y l -> small r size (Derive y)) ->
  exists d K, 0 < d /\ 0 <= K /\ forall y q, In y l -> r - d < q < r + d -> Rabs (Derive y q) <= K * size q.
Proof.
  intros pos. induction l as [|y l IH]; intros H; [exists 1, 0; repeat split; try lra; intros y q [] |].
  destruct IH as [d [K [d0 [K0 D]]]]; [intros z Z; apply H; right; exact Z |].
  destruct (H y (or_introl eq_refl)) as [L [L0 E]]. apply locally_interval in E. destruct E as [e [e0 E]].
  exists (Rmin d e), (K + L). assert (A := Rmin_l d e). assert (B := Rmin_r d e).
  split; [apply Rmin_glb_lt; assumption |]. split; [lra |].
  intros z q [<- | Z] Q.
  - assert (F := E q ltac:(lra)). assert (P := pos q). nra.
  - assert (F := D z q Z ltac:(lra)). assert (P := pos q). nra.
Qed.

Lemma all_nonzero_near r l : (forall h, In h l -> continuous h r) -> (forall h, In h l -> h r <> 0) ->
  exists d, 0 < d /\ forall h q, In h l -> r - d < q < r + d -> h q <> 0.
Proof.
  induction l as [|h l IH]; intros C N; [exists 1; split; [lra |]; intros h q [] |].
  destruct IH as [d [d0 D]]; [intros k J; apply C; right; exact J | intros k J; apply N; right; exact J |].
  destruct (locally_interval r (fun q => h q <> 0)) as [e [e0 E]].
  { exact (C h (or_introl eq_refl) (fun y => y <> 0) (open_neq 0 (h r) (N h (or_introl eq_refl)))). }
  exists (Rmin d e). assert (A := Rmin_l d e). assert (B := Rmin_r d e).
  split; [apply Rmin_glb_lt; assumption |]. intros k q [<- | J] Q; [apply E; lra | apply (D k q J); lra].
Qed.

Lemma ex_derive_cont (y : R -> R) (r : R) : ex_derive y r -> continuous y r.
Proof. exact (ex_derive_continuous y r). Qed.

Theorem kept_forward : forall s t, a < s < b -> a < t < b -> s <= t -> inside s -> forall r, s <= r <= t -> inside r.
Proof.
  intros s t Hs Ht st start. apply (real_induction inside s t st start).
  - intros r R before.
    destruct (all_near r ys (sum_abs ys)) as [d [K [d0 [K0 D]]]].
    { apply sum_abs_pos. }
    { apply equations_kept; [lra |]. apply before. lra. }
    destruct (all_nonzero_near r hs) as [e [e0 E]].
    { intros h J. apply ex_derive_cont, hs_derive; [exact J | lra]. }
    { apply (before r). lra. }
    exists (Rmin d e). assert (A := Rmin_l d e). assert (B := Rmin_r d e).
    split; [apply Rmin_glb_lt; assumption |]. intros q Q qt. split.
    + apply (vanishing ys r q).
      * intros y J. exists (Derive y), K. split; [exact K0 |]. intros p P. unfold between in P.
        rewrite Rmin_left, Rmax_right in P by lra. split.
        -- apply Derive_correct, ys_derive; [exact J | lra].
        -- apply D; [exact J | lra].
      * apply (before r). lra.
    + intros h J. apply E; [exact J | lra].
  - intros r R before.
    assert (Z : forall y q, In y ys -> s <= q <= r -> y q = 0).
    { intros y q J Q. destruct (Req_dec q r) as [-> | N]; [| apply (before q); [lra | exact J]].
      apply (limit_zero y r s); [apply ex_derive_cont, ys_derive; [exact J | lra] | lra |].
      intros p P. apply (before p P). exact J. }
    split; [intros y J; apply (Z y r J); lra |].
    intros h J H.
    destruct (conditions_kept r ltac:(lra) (fun y Y => Z y r Y ltac:(lra)) h J H) as [K [K0 L]].
    apply locally_interval in L. destruct L as [d [d0 D]].
    set (q := Rmax s (r - d / 2)). assert (A := Rmax_l s (r - d / 2)). assert (B := Rmax_r s (r - d / 2)).
    assert (M : Rmax s (r - d / 2) < r) by (apply Rmax_lub_lt; lra). fold q in A, B, M.
    apply (proj2 (before q ltac:(lra)) h J).
    apply (vanishing [h] r q) with (y := h); [| | left; reflexivity].
    + intros k [<- | []]. exists (Derive h), K. split; [exact K0 |]. intros p P. unfold between in P.
      rewrite Rmin_right, Rmax_left in P by lra. split.
      * apply Derive_correct, hs_derive; [exact J | lra].
      * assert (F := D p ltac:(lra)). simpl in F. simpl.
        assert (S0 : sum_abs ys p = 0).
        { clear - Z P A. assert (forall l, incl l ys -> sum_abs l p = 0).
          { induction l as [|y l IH]; intros sub; simpl; [reflexivity |].
            rewrite (Z y p), Rabs_R0, IH; [ring | intros z zl; apply sub; right; exact zl | apply sub; left; reflexivity | lra]. }
          apply H, incl_refl. }
        rewrite S0 in F. exact F.
    + intros k [<- | []]. exact H.
Qed.
End Kept.

Lemma locally_interval_of (a b r : R) (P : R -> Prop) : a < r < b -> (forall q, a < q < b -> P q) -> locally r P.
Proof.
  intros B H. assert (Q : 0 < Rmin (r - a) (b - r)) by (apply Rmin_glb_lt; lra).
  exists (mkposreal _ Q). intros q C. change (Rabs (q - r) < Rmin (r - a) (b - r)) in C. apply within in C.
  assert (A1 := Rmin_l (r - a) (b - r)). assert (A2 := Rmin_r (r - a) (b - r)). apply H. lra.
Qed.
