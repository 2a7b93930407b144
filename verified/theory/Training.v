(** * Training is a flow

    Gradient flow on the sum of any differentiable losses of all outputs at any inputs is one of the flows of [Flow.v].
    So an invariant set is one that training, with whatever data and losses, neither enters nor leaves. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals.
From Certsim Require Import Poly Functions Expr Affine Tower Syntax Flow Tangency.
Import ListNotations.
Open Scope R_scope.

(** An input with a loss of the outputs there, and the partial derivatives of the loss. *)
Record example := { example_input : state; loss : (nat -> R) -> R; loss_slope : (nat -> R) -> nat -> R }.

Section Training.
Variables (P : problem) (outputs : list expr).
Hypothesis gradients : members P = Gradients outputs.

Fixpoint sum_to (n : nat) (f : nat -> R) : R := match n with O => 0 | S n => sum_to n f + f n end.

(** The chain rule holds along every curve, and the partial derivatives are continuous. *)
Definition differentiable (x : example) : Prop :=
  (forall (y : R -> nat -> R) (dy : nat -> R) t, (forall j, is_derive (fun r => y r j) t (dy j)) ->
     is_derive (fun r => loss x (y r)) t (sum_to (length outputs) (fun j => loss_slope x (y t) j * dy j))) /\
  (forall (y : R -> nat -> R) t, (forall j, continuous (fun r => y r j) t) -> forall j, continuous (fun r => loss_slope x (y r) j) t).

Definition outputs_at (I : interp) (theta x : state) (j : nat) : R :=
  match nth_error outputs j with Some F => value I (at_input P theta x) F | None => 0 end.
Definition total_loss (I : interp) (l : list example) (theta : state) : R :=
  fold_right (fun x s => loss x (outputs_at I theta (example_input x)) + s) 0 l.

Record training (I : interp) (a b : R) (l : list example) (theta : R -> state) : Prop := {
  losses_differentiable : forall x, In x l -> differentiable x;
  examples_meant : forall x t, In x l -> a < t < b -> meant P I (at_input P (theta t) (example_input x));
  examples_defined : forall x t, In x l -> a < t < b -> everywhere_defined P I (at_input P (theta t) (example_input x));
  descends : forall t i, a < t < b -> is_parameter P i = true ->
    is_derive (fun r => theta r i) t (- (Q2R (rate P i) * Derive (fun z => total_loss I l (update (theta t) i z)) (theta t i)));
  rests : forall t i, a < t < b -> is_parameter P i = false -> is_derive (fun r => theta r i) t 0;
  keeps_pi : forall t i, a < t < b -> pi_leaf P = Some i -> theta t i = PI }.

Definition drives_of (I : interp) (theta : R -> state) (x : example) : list drive :=
  map (fun j => {| member := j; input := example_input x;
                   coefficient := fun t => - loss_slope x (outputs_at I (theta t) (example_input x)) j |}) (seq 0 (length outputs)).

Lemma update_input theta x i z j : is_parameter P i = true ->
  at_input P (update theta i z) x j = update (at_input P theta x) i z j.
Proof.
  intros H. assert (N := parameter_no_input P i H). unfold at_input, update.
  destruct (Pos.eqb_spec j i) as [-> |]; [rewrite N; reflexivity | reflexivity].
Qed.

Lemma sum_to_scal n c f : sum_to n (fun j => c * f j) = c * sum_to n f.
Proof. induction n as [|n IH]; simpl; [ring |]. rewrite IH. ring. Qed.
Lemma sum_to_ext n f g : (forall j, (j < n)%nat -> f j = g j) -> sum_to n f = sum_to n g.
Proof. induction n as [|n IH]; intros E; simpl; [reflexivity |]. rewrite IH, E by (try intros; try apply E; lia). reflexivity. Qed.
Lemma fold_seq n f : forall k, fold_right (fun j s => f j + s) 0 (seq k n) = sum_to n (fun j => f (k + j)%nat).
Proof.
  induction n as [|n IH]; intros k; [reflexivity |].
  rewrite seq_S, fold_right_app. simpl.
  assert (G : forall l x, fold_right (fun j s => f j + s) x l = fold_right (fun j s => f j + s) 0 l + x).
  { induction l as [|j l IHl]; intros x; simpl; [ring |]. rewrite IHl. ring. }
  rewrite G, IH. ring.
Qed.

Lemma output_partial I theta x i j : everywhere_defined P I (at_input P theta x) -> is_parameter P i = true -> (j < length outputs)%nat ->
  is_derive (fun z => outputs_at I (update theta i z) x j) (theta i)
    (match nth_error outputs j with Some F => along I (at_input P theta x) (unit_at i) (gradient F) | None => 0 end).
Proof.
  intros D Hi Lj. unfold outputs_at. destruct (nth_error outputs j) as [F|] eqn:N; [| apply (is_derive_const 0)].
  unfold everywhere_defined in D. rewrite gradients in D.
  assert (X := partial I (at_input P theta x) F i (D F (nth_error_In _ _ N))).
  assert (E : at_input P theta x i = theta i) by (unfold at_input; rewrite (parameter_no_input P i Hi); reflexivity).
  rewrite E in X. revert X. apply is_derive_ext. intros z. apply value_ext. intros k. symmetry. apply update_input, Hi.
Qed.

Theorem training_is_a_flow I a b l theta : training I a b l theta ->
  flow P I a b (flat_map (drives_of I theta) l) theta.
Proof.
  intros [L M D De Re Pi].
  assert (moves : forall t i, a < t < b -> exists v, is_derive (fun r => theta r i) t v).
  { intros t i B. destruct (is_parameter P i) eqn:E; eexists; [apply De | apply Re]; assumption. }
  assert (source : forall d, In d (flat_map (drives_of I theta) l) -> exists x j, In x l /\
    d = {| member := j; input := example_input x; coefficient := fun t => - loss_slope x (outputs_at I (theta t) (example_input x)) j |}).
  { intros d J. apply in_flat_map in J. destruct J as [x [J K]]. unfold drives_of in K. apply in_map_iff in K.
    destruct K as [j [<- _]]. exists x, j. auto. }
  split.
  - intros d t J B. destruct (source d J) as [x [j [Jx ->]]]. simpl.
    apply (continuous_opp (fun t => loss_slope x (outputs_at I (theta t) (example_input x)) j)).
    apply (proj2 (L x Jx) (fun t => outputs_at I (theta t) (example_input x)) t). intros k.
    unfold outputs_at. destruct (nth_error outputs k) as [F|] eqn:N; [| apply continuous_const].
    apply (value_continuous I (fun t => at_input P (theta t) (example_input x)) t F).
    + intros i. unfold at_input. destruct (is_input P i); [apply continuous_const |].
      destruct (moves t i B) as [v V]. exact (is_derive_continuous _ _ _ V).
    + assert (E := D x t Jx B). unfold everywhere_defined in E. rewrite gradients in E. apply E, (nth_error_In _ _ N).
  - intros d t J B. destruct (source d J) as [x [j [Jx ->]]]. apply (M x t Jx B).
  - intros d t J B. destruct (source d J) as [x [j [Jx ->]]]. apply (D x t Jx B).
  - intros t i B Hi. assert (X := De t i B Hi).
    replace (velocity P I (flat_map (drives_of I theta) l) t (theta t) i)
      with (- (Q2R (rate P i) * Derive (fun z => total_loss I l (update (theta t) i z)) (theta t i))); [exact X |].
    clear X De Re Pi moves source M.
    set (g := fun x => sum_to (length outputs) (fun j => loss_slope x (outputs_at I (theta t) (example_input x)) j *
      match nth_error outputs j with Some F => along I (at_input P (theta t) (example_input x)) (unit_at i) (gradient F) | None => 0 end)).
    assert (T : is_derive (fun z => total_loss I l (update (theta t) i z)) (theta t i) (fold_right (fun x s => g x + s) 0 l)).
    { unfold total_loss. induction l as [|x l' IH]; simpl; [apply (is_derive_const 0) |].
      apply (is_derive_plus (fun z => loss x (outputs_at I (update (theta t) i z) (example_input x)))
               (fun z => fold_right (fun x s => loss x (outputs_at I (update (theta t) i z) (example_input x)) + s) 0 l')).
      - assert (Y := proj1 (L x (or_introl eq_refl)) (fun z j => outputs_at I (update (theta t) i z) (example_input x) j)
          (fun j => if Nat.ltb j (length outputs) then match nth_error outputs j with Some F => along I (at_input P (theta t) (example_input x)) (unit_at i) (gradient F) | None => 0 end else 0)
          (theta t i)).
        assert (E0 : forall j, outputs_at I (update (theta t) i (theta t i)) (example_input x) j = outputs_at I (theta t) (example_input x) j).
        { intros j. unfold outputs_at. destruct (nth_error outputs j); [| reflexivity]. apply value_ext. intros k. unfold at_input.
          destruct (is_input P k); [reflexivity | apply update_same]. }
        assert (Ye : is_derive (fun z => loss x (outputs_at I (update (theta t) i z) (example_input x))) (theta t i)
          (sum_to (length outputs) (fun j => loss_slope x (outputs_at I (update (theta t) i (theta t i)) (example_input x)) j *
             (if Nat.ltb j (length outputs) then match nth_error outputs j with Some F => along I (at_input P (theta t) (example_input x)) (unit_at i) (gradient F) | None => 0 end else 0)))).
        { apply Y. intros j. destruct (Nat.ltb_spec j (length outputs)) as [Lt | Ge].
          - apply output_partial; [apply (D x t (or_introl eq_refl) B) | exact Hi | exact Lt].
          - apply (is_derive_ext (fun _ => 0)); [| apply (is_derive_const 0)]. intros z. unfold outputs_at.
            rewrite (proj2 (nth_error_None outputs j) Ge). reflexivity. }
        assert (Fe : (fun j => outputs_at I (update (theta t) i (theta t i)) (example_input x) j) = (fun j => outputs_at I (theta t) (example_input x) j)).
        { apply FunctionalExtensionality.functional_extensionality. exact E0. }
        change (outputs_at I (update (theta t) i (theta t i)) (example_input x)) with (fun j => outputs_at I (update (theta t) i (theta t i)) (example_input x) j) in Ye.
        rewrite Fe in Ye. unfold g. erewrite sum_to_ext; [exact Ye |].
        intros j Lj. simpl. destruct (Nat.ltb_spec j (length outputs)); [reflexivity | lia].
      - apply IH; [intros y J; apply L; right; exact J | intros y t' J; apply D; right; exact J]. }
    apply is_derive_unique in T. replace (Derive _ (theta t i)) with (fold_right (fun x s => g x + s) 0 l) by (symmetry; exact T).
    unfold velocity. clear T. induction l as [|x l' IH]; simpl; [ring |].
    rewrite fold_right_app.
    assert (Sum : forall ds z, fold_right (fun d s => coefficient d t * pull P I d (theta t) i + s) z ds
      = fold_right (fun d s => coefficient d t * pull P I d (theta t) i + s) 0 ds + z).
    { induction ds as [|d ds IHd]; intros z; simpl; [ring |]. rewrite IHd. ring. }
    rewrite Sum, <- IH; [| intros y J; apply L; right; exact J | intros y t' J; apply D; right; exact J].
    assert (Head : fold_right (fun d s => coefficient d t * pull P I d (theta t) i + s) 0 (drives_of I theta x) = - (Q2R (rate P i) * g x)).
    { unfold drives_of. rewrite <- (map_id (seq 0 (length outputs))) at 1.
      assert (Fm : forall js, fold_right (fun d s => coefficient d t * pull P I d (theta t) i + s) 0
          (map (fun j => {| member := j; input := example_input x; coefficient := fun t => - loss_slope x (outputs_at I (theta t) (example_input x)) j |}) js)
        = fold_right (fun j s => - (Q2R (rate P i) * (loss_slope x (outputs_at I (theta t) (example_input x)) j *
            match nth_error outputs j with Some F => along I (at_input P (theta t) (example_input x)) (unit_at i) (gradient F) | None => 0 end)) + s) 0 js).
      { induction js as [|j js IHj]; simpl; [reflexivity |]. rewrite IHj. f_equal.
        rewrite pull_partial by (apply (D x t (or_introl eq_refl) B)). unfold partial_of. rewrite gradients. simpl.
        destruct (nth_error outputs j); ring. }
      rewrite map_id, Fm, fold_seq. unfold g. rewrite <- sum_to_scal.
      rewrite (sum_to_ext _ _ (fun j => -1 * (Q2R (rate P i) * (loss_slope x (outputs_at I (theta t) (example_input x)) j *
            match nth_error outputs j with Some F => along I (at_input P (theta t) (example_input x)) (unit_at i) (gradient F) | None => 0 end)))) by (intros; simpl; ring).
      rewrite sum_to_scal. ring. }
    rewrite Head. ring.
  - exact Re.
  - exact Pi.
Qed.

(** What [invariant] says, said of training. *)
Corollary trained_states_stay (S : states) I a b l theta : invariant P S -> respects (declared P) I -> training I a b l theta ->
  forall s t, a < s < b -> a < t < b -> S I (theta s) -> S I (theta t).
Proof. intros H R T. exact (H I R a b _ theta (training_is_a_flow I a b l theta T)). Qed.
End Training.
