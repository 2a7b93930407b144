(** * Sets of states as polynomials: descriptions, emptiness, side conditions

    A set is given by equations p = 0 and conditions h <> 0, h > 0 or h < 0. All that is said here holds point by point. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Poly Functions Expr Germs Affine Tower Syntax Flow Evidence.
Import ListNotations.
Open Scope R_scope.

Definition condition := (poly * relation)%type.
Definition pset (gs : list poly) (cs : list condition) (e : positive -> R) : Prop :=
  (forall g, In g gs -> pval e g = 0) /\ (forall h k, In (h, k) cs -> holds k (pval e h)).

(** The affine equations solved, the curved ones restricted, and the conditions restricted. *)
Record setting := { img : images; curved : list poly; conds : list condition }.
Definition setting_of (rank : positive -> N) (gs : list poly) (cs : list condition) : setting :=
  let '(i, c) := restrict rank 20 unsolved gs in
  {| img := i; curved := c; conds := map (fun t => (psubst (image_of i) (fst t), snd t)) cs |}.
Definition targets (S : setting) : list poly := rows (img S) ++ curved S.
(** What is left of the equations still implies all of them. *)
Definition complete (gs : list poly) (S : setting) : bool :=
  let B := bag_of (curved S) in forallb (vanishes (img S) B) gs.

Definition vset (S : setting) (e : positive -> R) : Prop := forall y, In y (targets S) -> pval e y = 0.
Definition cset (S : setting) (e : positive -> R) : Prop := forall h k, In (h, k) (conds S) -> holds k (pval e h).

Lemma vset_parts S e : vset S e <-> agrees e (img S) /\ forall q, In q (curved S) -> pval e q = 0.
Proof.
  unfold vset, targets. rewrite <- rows_agree. split.
  - intros H. split; intros y J; apply H, in_or_app; auto.
  - intros [A B] y J. apply in_app_or in J. destruct J; auto.
Qed.

Lemma empty_agrees e : agrees e (PositiveMap.empty poly).
Proof. intros v p. unfold image_of. rewrite PositiveMap.gempty. discriminate. Qed.

Theorem setting_sound rank gs cs e : complete gs (setting_of rank gs cs) = true ->
  pset gs cs e <-> vset (setting_of rank gs cs) e /\ cset (setting_of rank gs cs) e.
Proof.
  unfold setting_of. destruct (restrict rank 20 unsolved gs) as [i c] eqn:X.
  set (S := {| img := i; curved := c; conds := map (fun t => (psubst (image_of i) (fst t), snd t)) cs |}).
  unfold complete. intros C. rewrite forallb_forall in C. rewrite vset_parts. simpl.
  assert (H : forall p, agrees e i -> pval e (psubst (image_of i) p) = pval e p) by (intros p A; apply pval_psubst, A).
  split.
  - intros [G K]. destruct (restrict_sound rank e 20 gs unsolved i c (empty_agrees e) G X) as [A B].
    split; [split; assumption |]. intros h k J. simpl in J. apply in_map_iff in J. destruct J as [[h' k'] [E J]].
    simpl in E. injection E as <- <-. rewrite H by exact A. apply K, J.
  - intros [[A B] K]. split.
    + intros g J. apply (vanishes_sound e i c g A B). apply C, J.
    + intros h k J. rewrite <- (H h A). apply K. simpl. apply in_map_iff. exists (h, k). split; [reflexivity | exact J].
Qed.

(** ** What is positive where the conditions hold *)
Definition positive_form (c : condition) : poly := match snd c with Negative => popp (fst c) | _ => fst c end.
Fixpoint product_of (cs : list condition) : poly := match cs with [] => pconst (1 # 1) | c :: cs => pmul (positive_form c) (product_of cs) end.
(** Whether (prod h)^power is positive where the conditions hold. *)
Definition positive_power (cs : list condition) (n : nat) : bool :=
  orb (Nat.even n) (forallb (fun c => match snd c with Positive | Negative => true | _ => false end) cs).

Definition conditions_hold (cs : list condition) (e : positive -> R) : Prop := forall h k, In (h, k) cs -> holds k (pval e h).

Lemma product_nonzero cs e : conditions_hold cs e -> (forall h, ~ In (h, Equal) cs) -> pval e (product_of cs) <> 0.
Proof.
  induction cs as [|[h k] cs IH]; intros H N; cbn [product_of]; [rewrite pval_const, Q2R_1; lra |].
  rewrite pval_mul. apply Rmult_integral_contrapositive_currified.
  - assert (A := H h k (or_introl eq_refl)). unfold positive_form. simpl.
    destruct k; simpl in A; try exact A; rewrite ?pval_opp; try lra. exfalso. apply (N h). left. reflexivity.
  - apply IH; [intros h' k' J; apply H; right; exact J | intros h' J; apply (N h'); right; exact J].
Qed.
Lemma product_positive cs e : conditions_hold cs e ->
  forallb (fun c => match snd c with Positive | Negative => true | _ => false end) cs = true -> 0 < pval e (product_of cs).
Proof.
  induction cs as [|[h k] cs IH]; intros H F; cbn [product_of forallb] in *; [rewrite pval_const, Q2R_1; lra |].
  apply andb_prop in F. destruct F as [F1 F2]. rewrite pval_mul. apply Rmult_lt_0_compat.
  - assert (A := H h k (or_introl eq_refl)). unfold positive_form. simpl in *.
    destruct k; try discriminate; simpl in A; rewrite ?pval_opp; lra.
  - apply IH; [intros h' k' J; apply H; right; exact J | exact F2].
Qed.
Lemma positive_power_good cs n e : conditions_hold cs e -> (forall h, ~ In (h, Equal) cs) -> positive_power cs n = true ->
  0 < pval e (product_of cs) ^ n.
Proof.
  intros H N P. unfold positive_power in P. destruct (Nat.even n) eqn:E.
  - apply Nat.even_spec in E. destruct E as [m ->]. replace (2 * m)%nat with (m * 2)%nat by lia. rewrite pow_mult.
    assert (A := product_nonzero cs e H N). assert (B := pow_nonzero _ m A).
    assert (C := Rle_0_sqr (pval e (product_of cs) ^ m)). unfold Rsqr in C. simpl.
    destruct C as [C | C]; [lra |]. symmetry in C. apply Rmult_integral in C. tauto.
  - apply pow_lt, product_positive; [exact H | exact P].
Qed.

(** ** Sums of squares with weights *)
Definition weight_of (cs : PositiveMap.t condition) (w : list N) : option poly :=
  fold_right (fun i r => match item cs i, r with
                         | Some (h, Positive), Some p => Some (pmul h p)
                         | Some (h, Negative), Some p => Some (pmul (popp h) p)
                         | _, _ => None end) (Some (pconst (1 # 1))) w.
Definition qpositive (q : Q) : bool := match Qnum q with Zpos _ => true | _ => false end.
Fixpoint squares_of (cs : PositiveMap.t condition) (l : list square) : option (list poly) :=
  match l with
  | [] => Some []
  | s :: l =>
    if qpositive (coefficient_of s) then
      match weight_of cs (weight s), squares_of cs l with
      | Some w, Some r => Some (pscale (coefficient_of s) (pmul (pmul (root_of s) (root_of s)) w) :: r)
      | _, _ => None
      end
    else None
  end.
Definition sum_of_squares (cs : list condition) (l : list square) : option poly :=
  match squares_of (indexed cs) l with Some r => Some (psum r) | None => None end.

Lemma qpositive_good q : qpositive q = true -> 0 < Q2R q.
Proof.
  destruct q as [[|n|n] d]; simpl; try discriminate. intros _. unfold Q2R. simpl.
  apply Rmult_lt_0_compat; [apply IZR_lt; lia | apply Rinv_0_lt_compat, IZR_lt; lia].
Qed.
Lemma weight_good cs e w : conditions_hold cs e -> forall p, weight_of (indexed cs) w = Some p -> 0 < pval e p.
Proof.
  intros H. induction w as [|i w IH]; cbn [weight_of fold_right]; intros p E.
  - injection E as <-. rewrite pval_const, Q2R_1. lra.
  - fold (weight_of (indexed cs) w) in E. destruct (item (indexed cs) i) as [[h k]|] eqn:F; [| discriminate].
    apply item_in in F. assert (A := H h k F).
    destruct k; try discriminate; destruct (weight_of (indexed cs) w) as [q|]; try discriminate; injection E as <-;
      simpl in A; rewrite pval_mul, ?pval_opp; apply Rmult_lt_0_compat; try lra; apply IH; reflexivity.
Qed.
Lemma sum_of_squares_good cs e l p : conditions_hold cs e -> sum_of_squares cs l = Some p -> 0 <= pval e p.
Proof.
  intros H. unfold sum_of_squares. destruct (squares_of (indexed cs) l) as [r|] eqn:E; [| discriminate].
  intros X. injection X as <-. rewrite pval_sum. revert r E.
  induction l as [|s l IH]; intros r E; simpl in E; [injection E as <-; simpl; lra |].
  destruct (qpositive (coefficient_of s)) eqn:Q; [| discriminate].
  destruct (weight_of (indexed cs) (weight s)) as [w|] eqn:W; [| discriminate].
  destruct (squares_of (indexed cs) l) as [r'|]; [| discriminate]. injection E as <-. simpl.
  assert (A := IH r' eq_refl). rewrite pval_scale, !pval_mul.
  assert (B := qpositive_good _ Q). assert (C := weight_good cs e (weight s) H w W).
  assert (D := Rle_0_sqr (pval e (root_of s))). unfold Rsqr in D.
  assert (0 <= Q2R (coefficient_of s) * (pval e (root_of s) * pval e (root_of s) * pval e w)); [| lra].
  apply Rmult_le_pos; [lra |]. apply Rmult_le_pos; lra.
Qed.

(** ** A polynomial vanishes on a set, or a set has no point *)
Definition no_equal (cs : list condition) : bool := forallb (fun c => match snd c with Equal => false | _ => true end) cs.
Lemma no_equal_good cs : no_equal cs = true -> forall h, ~ In (h, Equal) cs.
Proof. unfold no_equal. rewrite forallb_forall. intros H h J. apply H in J. discriminate. Qed.

Definition only_equations (m : PositiveMap.t poly) (r : reference) : option poly :=
  match r with REquation i => item m i | _ => None end.
Definition with_condition (m : PositiveMap.t poly) (h : poly) (r : reference) : option poly :=
  match r with REquation i => item m i | RCondition => Some h | _ => None end.

Definition vanishes_on (S : setting) (m : PositiveMap.t poly) (f : poly) (v : vanishing) : bool :=
  match sum_of_squares (conds S) (v_squares v) with
  | None => false
  | Some s =>
    negb (Nat.eqb (v_exponent v) 0) && no_equal (conds S)
    && match v_squares v with [] => true | _ => Nat.even (v_exponent v) && positive_power (conds S) (v_power v) end
    && follows (only_equations m)
         (padd (pmul (ppow (product_of (conds S)) (v_power v)) (ppow f (v_exponent v))) s) (v_cofactors v)
  end.

Lemma even_pow_pos x n : Nat.even n = true -> 0 <= x ^ n.
Proof.
  intros E. apply Nat.even_spec in E. destruct E as [m ->]. replace (2 * m)%nat with (m * 2)%nat by lia. rewrite pow_mult.
  assert (A := Rle_0_sqr (x ^ m)). unfold Rsqr in A. simpl. lra.
Qed.

Lemma vanishes_on_good S f v e : vset S e -> cset S e -> vanishes_on S (indexed (curved S)) f v = true -> pval e f = 0.
Proof.
  intros V C H. unfold vanishes_on in H.
  destruct (sum_of_squares (conds S) (v_squares v)) as [s|] eqn:Sq; [| discriminate].
  apply andb_prop in H. destruct H as [H F]. apply andb_prop in H. destruct H as [H E]. apply andb_prop in H. destruct H as [X NE].
  apply (follows_zero e) in F.
  2: { intros r q K. destruct r; try discriminate. apply item_in in K. apply vset_parts in V. apply V, K. }
  rewrite pval_add, pval_mul, !pval_pow in F.
  assert (NEq := no_equal_good _ NE). assert (N := product_nonzero _ _ C NEq).
  assert (Z : pval e f ^ v_exponent v = 0).
  { destruct (v_squares v) as [|sq l] eqn:L.
    - unfold sum_of_squares in Sq. simpl in Sq. injection Sq as <-. simpl in F. rewrite Rplus_0_r in F.
      apply Rmult_integral in F. destruct F as [F | F]; [| exact F]. exfalso. revert F. apply pow_nonzero, N.
    - apply andb_prop in E. destruct E as [E1 E2].
      assert (A := sum_of_squares_good _ _ _ _ C Sq). assert (B := positive_power_good _ _ _ C NEq E2).
      assert (D := even_pow_pos (pval e f) _ E1). nra. }
  destruct (Req_dec (pval e f) 0) as [|M]; [assumption |]. exfalso. revert Z. apply pow_nonzero, M.
Qed.

(** No point at which what is known vanishes and the conditions hold. *)
Definition no_point_of (known : reference -> option poly) (cs : list condition) (p : no_point) : bool :=
  match sum_of_squares cs (n_squares p) with
  | None => false
  | Some s =>
    no_equal cs && match n_squares p with [] => true | _ => positive_power cs (n_power p) end
    && follows known (padd (ppow (product_of cs) (n_power p)) s) (n_cofactors p)
  end.
Lemma no_point_good known cs p e : no_point_of known cs p = true -> conditions_hold cs e ->
  (forall r q, known r = Some q -> pval e q = 0) -> False.
Proof.
  intros H C Z. unfold no_point_of in H. destruct (sum_of_squares cs (n_squares p)) as [s|] eqn:Sq; [| discriminate].
  apply andb_prop in H. destruct H as [H F]. apply andb_prop in H. destruct H as [NE E].
  apply (follows_zero e) in F; [| exact Z]. rewrite pval_add, pval_pow in F.
  assert (NEq := no_equal_good _ NE).
  destruct (n_squares p) as [|sq l] eqn:L.
  - unfold sum_of_squares in Sq. simpl in Sq. injection Sq as <-. simpl in F. rewrite Rplus_0_r in F.
    revert F. apply pow_nonzero, product_nonzero; assumption.
  - assert (A := sum_of_squares_good _ _ _ _ C Sq). assert (B := positive_power_good _ _ _ C NEq E). lra.
Qed.

(** The affine equations contradict each other, or a condition is false. *)
Definition plainly_false (c : condition) : bool :=
  match fst c with
  | [] => match snd c with Equal => false | _ => true end
  | [([], q)] => match snd c, Qnum q with
                 | NotZero, Z0 => true | Positive, Zpos _ => false | Positive, _ => true
                 | Negative, Zneg _ => false | Negative, _ => true | _, _ => false end
  | _ => false
  end.
Definition number_not_zero (p : poly) : bool := match p with [([], q)] => negb (qzero q) | _ => false end.
Definition plainly_empty (S : setting) : bool := existsb number_not_zero (curved S) || existsb plainly_false (conds S).

Lemma Q2R_sign n d : Q2R (n # d) = IZR n * / IZR (Zpos d).
Proof. reflexivity. Qed.
Lemma plainly_empty_good S e : plainly_empty S = true -> vset S e -> cset S e -> False.
Proof.
  intros H V C. unfold plainly_empty in H. apply orb_prop in H. destruct H as [H | H]; apply existsb_exists in H.
  - destruct H as [p [J N]]. apply vset_parts in V. assert (Z := proj2 V p J). unfold number_not_zero in N.
    destruct p as [|[[|v m] q] [|t p]]; try discriminate. simpl in Z. rewrite Rmult_1_r, Rplus_0_r in Z.
    destruct q as [[|n|n] d]; try discriminate; revert Z; rewrite Q2R_sign;
      apply Rmult_integral_contrapositive_currified; try (apply Rinv_neq_0_compat); apply not_0_IZR; discriminate.
  - destruct H as [[h k] [J N]]. assert (Z := C h k J). unfold plainly_false in N. simpl in N.
    destruct h as [|[[|v m] q] [|t p]]; try discriminate.
    + destruct k; try discriminate; simpl in Z; lra.
    + simpl in Z. destruct q as [n d].
      assert (P : 0 < / IZR (Zpos d)) by (apply Rinv_0_lt_compat, IZR_lt; lia).
      replace (Q2R (n # d) * 1 + 0) with (IZR n * / IZR (Zpos d)) in Z by (rewrite Q2R_sign; ring).
      destruct k; try discriminate; destruct n as [|n|n]; try discriminate; simpl in Z; try lra.
      * assert (IZR (Zneg n) < 0) by (apply IZR_lt; lia). nra.
      * assert (0 < IZR (Zpos n)) by (apply IZR_lt; lia). nra.
Qed.

(** ** The same set in other equations *)
Definition describes (S : setting) (fs : list poly) (because : list vanishing) (implied : list combination) : bool :=
  let m := indexed (curved S) in let n := indexed fs in
  (fix all (fs : list poly) (vs : list vanishing) : bool :=
     match fs, vs with
     | [], [] => true
     | f :: fs, v :: vs => if vanishes_on S m f v then all fs vs else false
     | _, _ => false end) fs because
  && (fix all (cs : list poly) (ps : list combination) : bool :=
     match cs, ps with
     | [], [] => true
     | c :: cs, p :: ps => if follows (only_equations n) c p then all cs ps else false
     | _, _ => false end) (curved S) implied.

Lemma describes_good S fs because implied e : describes S fs because implied = true -> cset S e ->
  (vset S e <-> (forall y, In y (rows (img S) ++ fs) -> pval e y = 0)).
Proof.
  unfold describes. intros H C. apply andb_prop in H. destruct H as [H1 H2]. rewrite vset_parts, <- rows_agree. split.
  - intros [A B] y J. apply in_app_or in J. destruct J as [J | J]; [apply A, J |].
    assert (V : vset S e) by (apply vset_parts; rewrite <- rows_agree; split; assumption).
    clear H2 implied. revert because H1. induction fs as [|f fs IH]; intros [|v vs] H1; try discriminate; [destruct J |].
    destruct (vanishes_on S (indexed (curved S)) f v) eqn:W; [| discriminate].
    destruct J as [<- | J]; [apply (vanishes_on_good S f v e V C W) | apply (IH J vs H1)].
  - intros Z. split; [intros y J; apply Z, in_or_app; left; exact J |]. intros q J.
    assert (Zf : forall y, In y fs -> pval e y = 0) by (intros y K; apply Z, in_or_app; right; exact K).
    clear H1. revert implied H2 J. generalize (curved S). intros l. induction l as [|c l IH]; intros [|p ps] H2 J; try discriminate; [destruct J |].
    destruct (follows (only_equations (indexed fs)) c p) eqn:W; [| discriminate].
    destruct J as [<- | J]; [| apply (IH ps H2 J)].
    apply (follows_zero e) in W; [exact W |]. intros r s K. destruct r; try discriminate. apply item_in in K. apply Zf, K.
Qed.
