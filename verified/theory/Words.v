(** * What is zero on a set that keeps its curves has Lie derivatives that are zero

    From every point at which the model is defined, training on one datum has a curve for some time. If a set keeps its
    curves for some time, a function that is zero on it stays zero along them, so its Lie derivatives are zero there. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals.
From Certsim Require Import Gronwall Poly Functions Expr Germs Affine Tower Syntax Flow Picard.
Import ListNotations.
Open Scope R_scope.

Section Curves.
Variables (P : problem) (I : interp).

(** A member of the family, at an input. *)
Definition letter_at := (nat * state)%type.
Definition drive_of (l : letter_at) : drive := {| member := fst l; input := snd l; coefficient := fun _ => 1 |}.
Definition component (l : letter_at) (i : positive) (u : state) : R :=
  if is_parameter P i then pull P I (drive_of l) u i else 0.

(** All expressions that the model writes. *)
Definition written : list expr := match members P with Gradients outputs => outputs | Vectors fields =>
  concat fields end.
Lemma everywhere_written e : everywhere_defined P I e <-> forall x, In x written -> defined I e x.
Proof.
  unfold everywhere_defined, written. destruct (members P) as [outputs | fields]; [tauto |]. split.
  - intros H x J. apply in_concat in J. destruct J as [X [A B]]. exact (H X x A B).
  - intros H X c A B. apply H, in_concat. exists X. split; assumption.
Qed.

(** *** The components of a field, with numbers *)
Fixpoint numbered (n : positive) (X : list expr) : grad :=
  match X with [] => [] | c :: X => (n, c) :: numbered (Pos.succ n) X end.
Definition field_terms (m : nat) : grad :=
  match members P with
  | Gradients outputs => match nth_error outputs m with Some F => gradient F | None => [] end
  | Vectors fields => match nth_error fields m with Some X => numbered 1 X | None => [] end
  end.
Definition weight_of (i : positive) : R := match members P with Gradients _ => Q2R (rate P i) | Vectors _ => 1 end.

Lemma along_numbered e i X : forall n, along I e (unit_at i) (numbered n X) =
  if Pos.ltb i n then 0 else match nth_error X (Pos.to_nat i - Pos.to_nat n) with Some c => value I e c | None => 0 end.
Proof.
  induction X as [|c X IH]; intros n; cbn [numbered along].
  - destruct (Pos.ltb i n); [reflexivity |]. destruct (Pos.to_nat i - Pos.to_nat n)%nat; reflexivity.
  - rewrite IH. unfold unit_at at 1. destruct (Pos.eqb_spec n i) as [-> | N].
    + assert (A : Pos.ltb i (Pos.succ i) = true) by (apply Pos.ltb_lt; lia). rewrite A.
      assert (B : Pos.ltb i i = false) by (apply Pos.ltb_ge; lia). rewrite B, Nat.sub_diag. simpl. ring.
    + destruct (Pos.ltb_spec i n) as [L | L].
      * assert (A : Pos.ltb i (Pos.succ n) = true) by (apply Pos.ltb_lt; lia). rewrite A. ring.
      * assert (A : Pos.ltb i (Pos.succ n) = false) by (apply Pos.ltb_ge; lia). rewrite A.
        replace (Pos.to_nat i - Pos.to_nat n)%nat with (S (Pos.to_nat i - Pos.to_nat (Pos.succ n))) by lia.
        simpl. ring.
Qed.

Lemma parameter_stays u x i : is_parameter P i = true -> at_input P u x i = u i.
Proof.
  unfold at_input, is_input, is_parameter. intros H. apply N.leb_le in H.
  assert (A : N.ltb (parameters P) (Npos i) = false) by (apply N.ltb_ge; exact H). rewrite A. reflexivity.
Qed.

Lemma pull_along l u i : everywhere_defined P I (at_input P u (snd l)) ->
  pull P I (drive_of l) u i = weight_of i * along I (at_input P u (snd l)) (unit_at i) (field_terms (fst l)).
Proof.
  intros D. unfold pull, weight_of, field_terms, everywhere_defined in *. cbn [member input drive_of].
  destruct (members P) as [outputs | fields].
  - destruct (nth_error outputs (fst l)) as [F|] eqn:E; [| simpl; ring]. f_equal.
    apply is_derive_unique, partial, D. exact (nth_error_In _ _ E).
  - destruct (nth_error fields (fst l)) as [X|] eqn:E; [| simpl; ring].
    rewrite along_numbered. assert (A : Pos.ltb i 1 = false) by (apply Pos.ltb_ge; lia). rewrite A.
    replace (Pos.to_nat i - Pos.to_nat 1)%nat with (Nat.pred (Pos.to_nat i)) by lia.
    destruct (nth_error X (Nat.pred (Pos.to_nat i))); ring.
Qed.

Lemma defined_terms e m : everywhere_defined P I e -> forall i a, In (i, a) (field_terms m) -> defined I e a.
Proof.
  unfold everywhere_defined, field_terms. intros D i a J. destruct (members P) as [outputs | fields].
  - destruct (nth_error outputs m) as [F|] eqn:E; [| destruct J].
    apply (defined_gradient I e F) with (i := i); [| exact J]. apply D. exact (nth_error_In _ _ E).
  - destruct (nth_error fields m) as [X|] eqn:E; [| destruct J].
    assert (C : In a X).
    { clear - J. revert J. generalize 1%positive. induction X as [|c X IH]; intros n J; [destruct J |].
      destruct J as [J | J]; [injection J as _ <-; left; reflexivity | right; exact (IH _ J)]. }
    apply (D X a); [exact (nth_error_In _ _ E) | exact C].
Qed.

Lemma along_bounds g p r (w : positive -> R) : (forall i a, In (i, a) g -> regular_expr I a p r) ->
  exists M L, 0 < M /\ 0 < L /\ forall i,
    (forall u, in_ball p r u -> Rabs (w i * along I u (unit_at i) g) <= M) /\
    (forall u v D, in_ball p r u -> in_ball p r v -> (forall j, Rabs (u j - v j) <= D) ->
      Rabs (w i * along I u (unit_at i) g - w i * along I v (unit_at i) g) <= L * D).
Proof.
  induction g as [|[j a] g IH]; intros H.
  - exists 1, 1. split; [lra |]. split; [lra |]. intros i.
    split; intros; simpl; rewrite ?Rmult_0_r, ?Rminus_eq_0, Rabs_R0; [lra |].
    match goal with H : forall j, Rabs _ <= ?D |- _ => assert (D0 := distance_pos _ _ D H) end. lra.
  - destruct IH as [M [L [M0 [L0 IH]]]]; [intros i b J; apply (H i b); right; exact J |].
    destruct (H j a (or_introl eq_refl)) as [r0 [_ [N [K [N0 [K0 [B U]]]]]]].
    assert (Q := Rabs_pos (w j)).
    exists (Rabs (w j) * N + M), (Rabs (w j) * K + L). split; [nra |]. split; [nra |].
    intros i. destruct (IH i) as [IB IU]. split.
    + intros u Hu. specialize (IB u Hu). cbn [along]. unfold unit_at at 1. destruct (Pos.eqb_spec j i) as [-> |].
      * rewrite Rmult_1_r, Rmult_plus_distr_l. eapply Rle_trans; [apply Rabs_triang |].
        apply Rplus_le_compat; [| exact IB]. rewrite Rabs_mult. apply Rmult_le_compat_l; [exact Q |]. apply B, Hu.
      * rewrite Rmult_0_r, Rplus_0_l. assert (0 <= Rabs (w j) * N) by (apply Rmult_le_pos; assumption). lra.
    + intros u v D Hu Hv HD. assert (D0 := distance_pos u v D HD). specialize (IU u v D Hu Hv HD).
      cbn [along]. unfold unit_at at 1 3. destruct (Pos.eqb_spec j i) as [-> |].
      * rewrite !Rmult_1_r, !Rmult_plus_distr_l.
        match goal with |- Rabs (?q * ?s + ?y - (?q * ?t + ?z)) <= _ =>
          replace (q * s + y - (q * t + z)) with (q * (s - t) + (y - z)) by ring end.
        eapply Rle_trans; [apply Rabs_triang |]. rewrite Rmult_plus_distr_r.
        apply Rplus_le_compat; [| exact IU]. rewrite Rabs_mult, Rmult_assoc.
        apply Rmult_le_compat_l; [exact Q | apply U; assumption].
      * rewrite !Rmult_0_r, !Rplus_0_l.
        assert (0 <= Rabs (w j) * K * D) by (repeat apply Rmult_le_pos; assumption). lra.
Qed.

Lemma ball_input x p r u : 0 <= r -> in_ball p r u -> in_ball (at_input P p x) r (at_input P u x).
Proof.
  intros r0 B i. unfold at_input. destruct (is_input P i); [rewrite Rminus_eq_0, Rabs_R0; exact r0 | apply B].
Qed.

Definition lie_value (l : letter_at) (g : poly) (q : state) : R := pdir q (fun i => component l i q) g.
Lemma lie_value_ext l g q u : (forall i, q i = u i) ->
  everywhere_defined P I (at_input P q (snd l)) -> everywhere_defined P I (at_input P u (snd l)) ->
  lie_value l g q = lie_value l g u.
Proof.
  intros E Dq Du.
  assert (C : forall i, component l i q = component l i u).
  { intros i. unfold component. destruct (is_parameter P i); [| reflexivity].
    rewrite !pull_along by assumption. f_equal. apply along_ext; [| reflexivity].
    intros j. unfold at_input. destruct (is_input P j); [reflexivity | apply E]. }
  unfold lie_value. clear Dq Du. induction g as [|[m c] g IH]; simpl; [reflexivity |]. rewrite IH. f_equal. f_equal.
  assert (V : forall k, mval q k = mval u k).
  { induction k as [|v k IHk]; simpl; [reflexivity |]. rewrite E, IHk. reflexivity. }
  clear IH. induction m as [|v m IH]; simpl; [reflexivity |]. rewrite E, C, V, IH. reflexivity.
Qed.

(** *** A curve from a point *)
Definition rests_with (q u : state) : Prop := forall i, is_parameter P i = false -> u i = q i.

(** What is said of inputs does not speak of parameters. *)
Hypothesis meant_rests : forall e e', rests_with e e' -> meant P I e -> meant P I e'.
Hypothesis pi_rests : forall i, pi_leaf P = Some i -> is_parameter P i = false.

Theorem curve_exists l q s : 0 < s -> (forall i, pi_leaf P = Some i -> q i = PI) ->
  meant P I (at_input P q (snd l)) -> everywhere_defined P I (at_input P q (snd l)) ->
  exists e theta, 0 < e /\ flow P I (- e) e [drive_of l] theta /\ (forall i, theta 0 i = q i) /\
    (forall t, in_ball q s (theta t)) /\ (forall t, - e < t < e -> rests_with q (theta t)) /\
    (forall t i, - e < t < e -> is_derive (fun r => theta r i) t (component l i (theta t))).
Proof.
  intros s0 pi mean def. set (x := snd l) in *. set (g := field_terms (fst l)).
  destruct (all_regular I (written ++ map snd g) (at_input P q x)) as [r' [r0' reg]].
  { intros y J. apply in_app_or in J. destruct J as [J | J]; [apply everywhere_written; assumption |].
    apply in_map_iff in J. destruct J as [[i a] [<- J]]. exact (defined_terms _ _ def i a J). }
  destruct (smaller r' s r0' s0) as [r [r0 [rr' rs]]].
  assert (def_near : forall u, in_ball q r u -> everywhere_defined P I (at_input P u x)).
  { intros u Hu. apply everywhere_written. intros y J.
    destruct (reg y (in_or_app _ _ _ (or_introl J))) as [_ [D _]]. apply D, ball_input; [lra |].
    exact (in_ball_less q r' r u rr' Hu). }
  destruct (along_bounds g (at_input P q x) r weight_of) as [M [L [M0 [L0 H]]]].
  { intros i a J. apply (regular_expr_less I a _ r' r r0 rr'), reg, in_or_app. right.
    change a with (snd (i, a)). apply in_map, J. }
  assert (bound : forall u i, in_ball q r u -> Rabs (component l i u) <= M).
  { intros u i Hu. unfold component. destruct (is_parameter P i); [| rewrite Rabs_R0; lra].
    rewrite pull_along by (apply def_near, Hu). apply H, ball_input; [lra | exact Hu]. }
  assert (lip : forall u v D i, in_ball q r u -> in_ball q r v -> (forall j, Rabs (u j - v j) <= D) ->
    Rabs (component l i u - component l i v) <= L * D).
  { intros u v D i Hu Hv HD. assert (D0 := distance_pos u v D HD). unfold component.
    destruct (is_parameter P i); [| rewrite Rminus_eq_0, Rabs_R0; nra].
    rewrite !pull_along by (apply def_near; assumption). 
    apply H; (apply ball_input; [lra | assumption]). }
  set (theta := curve (component l) q r L M). set (e := delta r L M).
  assert (D : forall t i, - e < t < e -> is_derive (fun r => theta r i) t (component l i (theta t))).
  { intros t i B. apply (integral_curve (component l) q r L M r0 L0 M0 bound lip).
    apply Rabs_def1; unfold e in B; lra. }
  assert (start : forall i, theta 0 i = q i) by (intros i;
    apply (curve_start (component l) q r L M r0 L0 M0 bound lip)).
  assert (B : forall t, in_ball q r (theta t)) by (intros t;
    apply (curve_ball (component l) q r L M r0 L0 M0 bound lip)).
  assert (rest : forall t, - e < t < e -> rests_with q (theta t)).
  { intros t T i Hi. unfold theta.
    rewrite (curve_equation (component l) q r L M r0 L0 M0 bound lip) by (apply Rabs_le; unfold e in T; lra).
    unfold integral. rewrite (RInt_ext _ (fun _ => 0)) by (intros y _; unfold component; rewrite Hi; reflexivity).
    rewrite RInt_const. unfold scal. simpl. unfold mult. simpl. ring. }
  exists e, theta. split; [apply delta0; assumption |].
  split; [| split; [exact start | split; [| split; [exact rest | exact D]]]].
  2: { intros t. exact (in_ball_less q s r (theta t) rs (B t)). }
  constructor.
  - intros d t [<- | []] _. apply continuous_const.
  - intros d t [<- | []] T. cbn [input drive_of]. apply (meant_rests (at_input P q x)); [| exact mean].
    intros i Hi. unfold at_input. destruct (is_input P i); [reflexivity | apply rest; assumption].
  - intros d t [<- | []] T. apply def_near, B.
  - intros t i T Hi. assert (X := D t i T). unfold component in X. rewrite Hi in X. unfold velocity. simpl.
    replace (1 * pull P I (drive_of l) (theta t) i + 0) with (pull P I (drive_of l) (theta t) i) by ring. exact X.
  - intros t i T Hi. assert (X := D t i T). unfold component in X. rewrite Hi in X. exact X.
  - intros t i T Hi. rewrite rest by auto. apply pi, Hi.
Qed.

(** ** Words *)
Section Words.
Variable T : state -> Prop.
Hypothesis T_ext : forall q u, (forall i, q i = u i) -> T q -> T u.
(** The set keeps its curves for some time. *)
Hypothesis keeps : forall a b drives theta, flow P I a b drives theta -> a < 0 < b -> T (theta 0) ->
  exists e, 0 < e /\ forall t, - e < t < e -> T (theta t).
Variables (p : state) (letters : list letter_at).
Hypothesis pi_at : forall i, pi_leaf P = Some i -> p i = PI.
Hypothesis meant_at : forall l, In l letters -> meant P I (at_input P p (snd l)).

(** Points with the same constants at which everything is defined. *)
Definition around (q : state) : Prop :=
  rests_with p q /\ forall l, In l letters -> everywhere_defined P I (at_input P q (snd l)).

Lemma around_open q : around q -> exists s, 0 < s /\ forall u, in_ball q s u -> rests_with q u -> around u.
Proof.
  intros [R D].
  assert (A : exists s, 0 < s /\ forall u, in_ball q s u -> forall l, In l letters ->
    everywhere_defined P I (at_input P u (snd l))).
  { clear - D. induction letters as [|l w IH]; [exists 1; split; [lra | intros u _ l []] |].
    destruct IH as [s [s0 A]]; [intros k K; apply D; right; exact K |].
    destruct (all_regular I written (at_input P q (snd l))) as [r [r0 B]].
    { apply everywhere_written, D. left. reflexivity. }
    destruct (smaller s r s0 r0) as [e [e0 [es er]]]. exists e. split; [exact e0 |].
    intros u Hu k [<- | K].
    - apply everywhere_written. intros y J. destruct (B y J) as [_ [C _]]. apply C, ball_input; [lra |].
      exact (in_ball_less q r e u er Hu).
    - apply A; [exact (in_ball_less q s e u es Hu) | exact K]. }
  destruct A as [s [s0 A]]. exists s. split; [exact s0 |]. intros u Hu Ru. split; [| apply A, Hu].
  intros i Hi. rewrite (Ru i Hi). apply R, Hi.
Qed.

Lemma meant_around q l : In l letters -> around q -> meant P I (at_input P q (snd l)).
Proof.
  intros J [R _]. apply (meant_rests (at_input P p (snd l))); [| apply meant_at, J].
  intros i Hi. unfold at_input. destruct (is_input P i); [reflexivity | apply R, Hi].
Qed.
Lemma pi_around q : around q -> forall i, pi_leaf P = Some i -> q i = PI.
Proof. intros [R _] i Hi. rewrite R by (apply pi_rests, Hi). apply pi_at, Hi. Qed.


Lemma lie_vanishes l g : In l letters -> (forall q, T q -> around q -> pval q g = 0) ->
  forall q, T q -> around q -> lie_value l g q = 0.
Proof.
  intros J Z q Tq Aq. destruct (around_open q Aq) as [s [s0 near]].
  destruct (curve_exists l q s s0 (pi_around q Aq) (meant_around q l J Aq) (proj2 Aq l J))
    as [e [theta [e0 [F [start [B [rest D]]]]]]].
  assert (T0 : T (theta 0)) by (apply (T_ext q); [intros i; symmetry; apply start | exact Tq]).
  destruct (keeps (- e) e [drive_of l] theta F ltac:(lra) T0) as [e1 [e10 K]].
  destruct (smaller e e1 e0 e10) as [e2 [e20 [A1 A2]]].
  assert (zero : forall t, - e2 < t < e2 -> pval (theta t) g = 0).
  { intros t Ht. apply Z; [apply K; lra |]. apply near; [apply B | apply rest; lra]. }
  assert (X : is_derive (fun t => pval (theta t) g) 0 (pdir (theta 0) (fun i => component l i (theta 0)) g)).
  { apply pval_derive. intros m c v _ _. apply D. lra. }
  assert (Y : is_derive (fun t => pval (theta t) g) 0 0).
  { apply (is_derive_ext_loc (fun _ => 0)); [| apply (is_derive_const 0)].
    exists (mkposreal _ e20). intros y Hy. symmetry. apply zero.
    unfold ball in Hy. simpl in Hy. unfold AbsRing_ball, abs, minus, plus, opp in Hy. simpl in Hy.
    apply Rabs_def2 in Hy. lra. }
  apply is_derive_unique in X. apply is_derive_unique in Y. rewrite Y in X.
  rewrite <- (lie_value_ext l g (theta 0) q start).
  - symmetry. exact X.
  - exact (in_the_domain P I _ _ _ _ F (drive_of l) 0 (or_introl eq_refl) ltac:(lra)).
  - apply Aq, J.
Qed.

(** A polynomial that is L_w g near the point. *)
Inductive derived : list letter_at -> poly -> poly -> Prop :=
| no_letter g : derived [] g g
| one_more l w g h k : derived w g h -> In l letters -> (forall q, around q -> pval q k = lie_value l h q) ->
    derived (l :: w) g k.

Lemma derived_vanishes w g h : derived w g h -> (forall q, T q -> around q -> pval q g = 0) ->
  forall q, T q -> around q -> pval q h = 0.
Proof.
  intros D Z. induction D as [g | l w g h k D IH J E]; [exact Z |].
  intros q Tq Aq. rewrite E by exact Aq. apply lie_vanishes; auto.
Qed.
End Words.
End Curves.
