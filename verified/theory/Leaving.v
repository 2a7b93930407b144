(** * Refutations: a point of the set, and a word with L_w g <> 0 there (theorems T5, T7)

    The point is exact, the functions are polynomials, and inputs are rational. The letters of a word are members of the
    family at inputs. All letters but the first have polynomial components; the first is evaluated in intervals. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List Bool PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Expr Germs Affine Tower Syntax Arrays Flow Dual Evidence Sets
  Picard Words Interval Points Numbers.
Import ListNotations.
Open Scope R_scope.

Record letter := { l_member : N; l_input : PositiveMap.t Q }.

(** What relates expressions to scalars of some kind. *)
Record respects_scalars {A : Type} (o : scalars A) (rel : expr -> A -> Prop) : Prop := {
  num_respected : forall c, rel (Num c) (s_num o c);
  sum_respected : forall xs l, Forall2 rel xs l -> rel (esum xs) (s_sum o l);
  product_respected : forall xs l, Forall2 rel xs l -> rel (eproduct xs) (s_product o l);
  power_respected : forall x a n, rel x a -> rel (Pow x (N.to_nat n)) (s_power o a n);
  call_respected : forall f x a b, rel x a -> s_call o f a = Some b -> rel (Call f x) b }.
(** The members of a family, each a list: one output, or the components of a field. *)
Definition member_lists (P : problem) : list (list expr) :=
  match members P with Gradients outputs => map (fun F => [F]) outputs | Vectors fields => fields end.
(** A computation with any scalars gives what is related to the members. *)
Definition computes_members {A : Type} (P : problem)
    (of : scalars A -> (positive -> A) -> option (list (list A))) : Prop :=
  forall o rel leaf l, respects_scalars o rel -> (forall i, rel (Leaf i) (leaf i)) -> of o leaf = Some l ->
  Forall2 (Forall2 rel) (member_lists P) l.

Fixpoint same_numbers (a b : PositiveMap.t Q) : bool :=
  match a, b with
  | PositiveMap.Leaf, PositiveMap.Leaf => true
  | PositiveMap.Node l p r, PositiveMap.Node l' q r' =>
    match p, q with Some x, Some y => qeqb x y | None, None => true | _, _ => false end
    && same_numbers l l' && same_numbers r r'
  | _, _ => false
  end.
Definition same_letter (a b : letter) : bool := N.eqb (l_member a) (l_member b) && same_numbers (l_input a) (l_input b).
Lemma same_numbers_equal a : forall b, same_numbers a b = true -> a = b.
Proof.
  induction a as [|l IHl p r IHr]; intros [|l' q r']; cbn [same_numbers]; try discriminate; [reflexivity |].
  intros H. apply andb_prop in H. destruct H as [H C]. apply andb_prop in H. destruct H as [A B].
  rewrite (IHl l' B), (IHr r' C). destruct p as [x|], q as [y|]; try discriminate; [| reflexivity].
  rewrite (qeqb_eq x y A). reflexivity.
Qed.
Lemma same_letter_equal a b : same_letter a b = true -> a = b.
Proof.
  unfold same_letter. intros H. apply andb_prop in H. destruct H as [A B]. apply N.eqb_eq in A.
  apply same_numbers_equal in B. destruct a, b. cbn [l_member l_input] in *. congruence.
Qed.

(** ** Lists by their numbers *)
Lemma nth_N_error {A : Type} (l : list A) : forall i, nth_N l i = nth_error l (N.to_nat i).
Proof.
  induction l as [|a l IH]; intros i; cbn [nth_N]; [destruct (N.to_nat i); reflexivity |].
  destruct (N.eqb_spec i 0) as [-> | Z]; [reflexivity |].
  rewrite IH. replace (N.to_nat i) with (S (N.to_nat (N.pred i))) by lia. reflexivity.
Qed.

(** ** Inputs *)
Section Inputs.
Variable P : problem.
Definition input_value (x : PositiveMap.t Q) (i : positive) : Q :=
  match PositiveMap.find i x with Some q => q | None => 0 # 1 end.
Definition input_state (x : PositiveMap.t Q) : state := fun i => Q2R (input_value x i).

(** What is said of inputs is said of nothing else. *)
Fixpoint of_inputs (g : expr) : bool :=
  match g with
  | Num _ => true
  | Leaf i => is_input P i
  | Add a b | Mul a b => of_inputs a && of_inputs b
  | Pow a _ | Call _ a => of_inputs a
  end.
Definition inputs_alone : bool :=
  match data P with
  | Some _ => true
  | None => forallb of_inputs (input_equations P) && forallb (fun c => of_inputs (fst c)) (input_conditions P)
  end.

Fixpoint qpow (q : Q) (n : nat) : Q := match n with O => 1 # 1 | S n => qmul q (qpow q n) end.
Fixpoint rational_value (x : PositiveMap.t Q) (g : expr) : option Q :=
  match g with
  | Num c => Some c
  | Leaf i => if is_input P i then Some (input_value x i) else None
  | Add a b => match rational_value x a, rational_value x b with Some p, Some q => Some (qadd p q) | _, _ => None end
  | Mul a b => match rational_value x a, rational_value x b with Some p, Some q => Some (qmul p q) | _, _ => None end
  | Pow a n => match rational_value x a with Some p => Some (qpow p n) | None => None end
  | Call Inv a =>
    match rational_value x a with Some p => if qzero p then None else Some (Qred (Qinv p)) | None => None end
  | Call _ _ => None
  end.
Definition sign_is (k : relation) (q : Q) : bool :=
  match k, Qnum q with
  | Equal, Z0 => true | NotZero, Zpos _ => true | NotZero, Zneg _ => true | Positive, Zpos _ => true
  | Negative, Zneg _ => true | _, _ => false
  end.
Definition value_is (k : relation) (x : PositiveMap.t Q) (g : expr) : bool :=
  match rational_value x g with Some q => sign_is k q | None => false end.

Definition family_size : N := N.of_nat (length (member_lists P)).
(** The member and the input of a letter. With data, members are numbered datum by datum. *)
Definition meaning_of (l : letter) : option (N * PositiveMap.t Q) :=
  match data P with
  | None =>
    if forallb (value_is Equal (l_input l)) (input_equations P)
       && forallb (fun c => value_is (snd c) (l_input l) (fst c)) (input_conditions P)
    then Some (l_member l, l_input l) else None
  | Some rows =>
    match nth_N rows (l_member l / family_size) with
    | Some row =>
      if N.eqb (N.of_nat (length row)) (inputs P)
      then Some (N.modulo (l_member l) family_size, filled (parameters P) row (PositiveMap.empty Q)) else None
    | None => None
    end
  end.
Definition at_meaning (a : N * PositiveMap.t Q) : letter_at := (N.to_nat (fst a), input_state (snd a)).

Lemma sign_is_sound k q : sign_is k q = true -> holds k (Q2R q).
Proof.
  destruct q as [n d]. unfold sign_is. cbn [Qnum]. intros H. rewrite Q2R_sign.
  assert (D : 0 < / IZR (Zpos d)) by (apply Rinv_0_lt_compat, IZR_lt; lia).
  destruct k, n as [|n|n]; try discriminate; simpl.
  - ring.
  - assert (N := IZR_lt 0 (Zpos n) ltac:(lia)). nra.
  - assert (N := IZR_lt (Zneg n) 0 ltac:(lia)). nra.
  - assert (N := IZR_lt 0 (Zpos n) ltac:(lia)). nra.
  - assert (N := IZR_lt (Zneg n) 0 ltac:(lia)). nra.
Qed.
Lemma qzero_false q : qzero q = false -> Q2R q <> 0.
Proof.
  destruct q as [[|n|n] d]; try discriminate; intros _; rewrite Q2R_sign;
    apply Rmult_integral_contrapositive_currified; try apply Rinv_neq_0_compat; apply not_0_IZR; discriminate.
Qed.
Lemma Q2R_inverse q : qzero q = false -> Q2R (Qred (Qinv q)) = / Q2R q.
Proof.
  intros H. rewrite Q2R_red. apply Q2R_inv. intros E. apply (qzero_false q H). apply Qeq_eqR in E. rewrite E.
  apply Q2R_0.
Qed.
Lemma rational_value_sound I x e g : (forall i, is_input P i = true -> e i = input_state x i) ->
  forall q, rational_value x g = Some q -> value I e g = Q2R q.
Proof.
  intros G. induction g as [c|i|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [rational_value value]; intros q H.
  - injection H as <-. reflexivity.
  - destruct (is_input P i) eqn:E; [| discriminate]. injection H as <-. apply G, E.
  - destruct (rational_value x a) as [u|]; [| discriminate]. destruct (rational_value x b) as [v|]; [| discriminate].
    injection H as <-. rewrite Q2R_add, (IHa u eq_refl), (IHb v eq_refl). reflexivity.
  - destruct (rational_value x a) as [u|]; [| discriminate]. destruct (rational_value x b) as [v|]; [| discriminate].
    injection H as <-. rewrite Q2R_mul, (IHa u eq_refl), (IHb v eq_refl). reflexivity.
  - destruct (rational_value x a) as [u|]; [| discriminate]. injection H as <-. rewrite (IHa u eq_refl).
    clear. induction n as [|n IH]; simpl; [symmetry; apply Q2R_1 |]. rewrite Q2R_mul, IH. reflexivity.
  - destruct f; try discriminate. destruct (rational_value x a) as [u|]; [| discriminate].
    destruct (qzero u) eqn:Z; [discriminate |]. injection H as <-. rewrite (IHa u eq_refl), Q2R_inverse by exact Z.
    reflexivity.
Qed.
Lemma of_inputs_value I e e' g : of_inputs g = true -> (forall i, is_input P i = true -> e i = e' i) ->
  value I e g = value I e' g.
Proof.
  intros H G. induction g as [c|i|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [of_inputs value] in *; auto;
    try (apply andb_prop in H; destruct H as [H1 H2]; rewrite (IHa H1), (IHb H2); reflexivity);
    rewrite (IHa H); reflexivity.
Qed.

Lemma input_no_parameter i : is_input P i = true -> is_parameter P i = false.
Proof.
  unfold is_input, is_parameter. intros H. apply andb_prop in H. destruct H as [H _]. apply N.ltb_lt in H.
  apply N.leb_gt. exact H.
Qed.
Lemma input_leaf_no_parameter k : is_parameter P (input_leaf P k) = false.
Proof. unfold is_parameter, input_leaf. apply N.leb_gt. rewrite N.succ_pos_spec. lia. Qed.
Lemma input_leaf_is_input k : (N.of_nat k < inputs P)%N -> is_input P (input_leaf P k) = true.
Proof.
  intros H. unfold is_input, input_leaf. rewrite N.succ_pos_spec. apply andb_true_intro.
  split; [apply N.ltb_lt; lia | apply N.leb_le; lia].
Qed.

Lemma meant_rests_of I : inputs_alone = true -> forall e e', rests_with P e e' -> meant P I e -> meant P I e'.
Proof.
  unfold inputs_alone, meant. intros A e e' R. destruct (data P) as [rows|].
  - intros [row [J [L H]]]. exists row. split; [exact J |]. split; [exact L |].
    intros k q K. rewrite (R _ (input_leaf_no_parameter k)). apply (H k q K).
  - apply andb_prop in A. destruct A as [A1 A2]. rewrite forallb_forall in A1, A2.
    assert (E : forall i, is_input P i = true -> e i = e' i)
      by (intros i Hi; symmetry; apply R, input_no_parameter, Hi).
    intros [H1 H2]. split.
    + intros g J. rewrite <- (of_inputs_value I e e' g (A1 g J) E). apply H1, J.
    + intros h k J. rewrite <- (of_inputs_value I e e' h (A2 (h, k) J) E). apply H2, J.
Qed.
Lemma meaning_meant I l a e : meaning_of l = Some a -> meant P I (at_input P e (input_state (snd a))).
Proof.
  assert (G : forall x i, is_input P i = true -> at_input P e x i = x i)
    by (intros x i H; unfold at_input; rewrite H; reflexivity).
  unfold meaning_of, meant. destruct (data P) as [rows|].
  - destruct (nth_N rows _) as [row|] eqn:E; [| discriminate].
    destruct (N.eqb_spec (N.of_nat (length row)) (inputs P)) as [L|]; [| discriminate].
    intros H. injection H as <-. exists row. rewrite nth_N_error in E. split; [exact (nth_error_In _ _ E) |].
    split; [lia |]. intros k q K.
    assert (B : (k < length row)%nat) by (apply nth_error_Some; congruence).
    rewrite G by (apply input_leaf_is_input; lia). unfold input_state, input_value, input_leaf. cbn [snd].
    rewrite filled_find, K. reflexivity.
  - destruct (forallb _ _ && forallb _ _) eqn:E; [| discriminate]. apply andb_prop in E. destruct E as [E1 E2].
    rewrite forallb_forall in E1, E2. intros H. injection H as <-. cbn [snd].
    assert (V : forall k g, value_is k (l_input l) g = true ->
      holds k (value I (at_input P e (input_state (l_input l))) g)).
    { intros k g H. unfold value_is in H. destruct (rational_value (l_input l) g) as [q|] eqn:Q; [| discriminate].
      rewrite (rational_value_sound I (l_input l) _ g (G _) q Q). apply sign_is_sound, H. }
    split; [intros g J; exact (V Equal g (E1 g J)) | intros h k J; exact (V k h (E2 (h, k) J))].
Qed.
End Inputs.

(** ** The polynomials of a family *)
Definition polynomials : scalars poly :=
  {| s_num := pconst;
     s_sum := psum;
     s_product := fold_right pmul (pconst (1 # 1));
     s_power := fun p n => ppow p (N.to_nat n);
     s_call := fun f p =>
       match f, p with Inv, [([], q)] => if qzero q then None else Some (pconst (Qred (Qinv q))) | _, _ => None end |}.

Section Polynomials.
Variables (P : problem) (x : PositiveMap.t Q).
Definition input_poly (i : positive) : poly := if is_input P i then pconst (input_value x i) else pvar i.
(** The value at this input is a polynomial in what is no input. *)
Definition prelated (g : expr) (p : poly) : Prop :=
  forall I e, value I (at_input P e (input_state x)) g = pval e p.

Lemma prelated_respected : respects_scalars polynomials prelated.
Proof.
  split; unfold prelated; cbn [s_num s_sum s_product s_power s_call polynomials].
  - intros c I e. cbn [value]. rewrite pval_const. reflexivity.
  - intros xs l A I e. rewrite value_esum, pval_sum.
    induction A as [|y p xs l Y A IH]; cbn [fold_right total]; [reflexivity |]. rewrite Y, IH. reflexivity.
  - intros xs l A I e.
    assert (E : value I (at_input P e (input_state x)) (eproduct xs)
      = fold_right (fun y s => value I (at_input P e (input_state x)) y * s) 1 xs).
    { clear A l. induction xs as [|y xs IH]; [exact Q2R_1 |]. destruct xs as [|z xs]; [simpl; ring |].
      change (eproduct (y :: z :: xs)) with (Mul y (eproduct (z :: xs))). cbn [value]. rewrite IH. reflexivity. }
    rewrite E. clear E. induction A as [|y p xs l Y A IH]; cbn [fold_right]; [rewrite pval_const, Q2R_1; reflexivity |].
    rewrite pval_mul, Y, IH. reflexivity.
  - intros y p n Y I e. cbn [value]. rewrite pval_pow, Y. reflexivity.
  - intros f y p q Y H I e. cbn [value]. rewrite Y. destruct f; try discriminate.
    destruct p as [|[[|v k] c] [|t p]]; try discriminate. destruct (qzero c) eqn:Z; [discriminate |].
    injection H as <-. rewrite pval_const, Q2R_inverse by exact Z. simpl. f_equal. ring.
Qed.
Lemma prelated_leaf i : prelated (Leaf i) (input_poly i).
Proof.
  intros I e. cbn [value]. unfold at_input, input_poly.
  destruct (is_input P i); [rewrite pval_const | rewrite pval_var]; reflexivity.
Qed.

(** The components of a member that is a list of polynomials. *)
Definition poly_component (m : list poly) : positive -> poly :=
  match members P with
  | Gradients _ =>
    match m with [F] => fun i => if qzero (rate P i) then [] else pscale (rate P i) (pderive i F) | _ => fun _ => [] end
  | Vectors _ =>
    let index := indexed m in
    fun i => match PositiveMap.find i index with Some c => c | None => [] end
  end.
Definition lie_poly (component : positive -> poly) (h : poly) : poly :=
  psum (map (fun i => if is_parameter P i then pmul (component i) (pderive i h) else []) (support h)).

Lemma at_input_update (e y : state) i s j : is_parameter P i = true ->
  at_input P (update e i s) y j = update (at_input P e y) i s j.
Proof.
  intros H. unfold at_input, update. destruct (Pos.eqb_spec j i) as [-> |]; [| reflexivity].
  destruct (is_input P i) eqn:E; [| reflexivity]. apply input_no_parameter in E. congruence.
Qed.

Lemma poly_component_sound I polys m k q i : Forall2 (Forall2 prelated) (member_lists P) polys ->
  nth_error polys k = Some m -> is_parameter P i = true ->
  pval q (poly_component m i) = pull P I (drive_of (k, input_state x)) q i.
Proof.
  intros A N Hi. unfold pull, poly_component, member_lists in *. cbn [member input drive_of fst snd].
  destruct (members P) as [outputs | fields].
  - assert (B : exists F p, nth_error outputs k = Some F /\ m = [p] /\ prelated F p).
    { revert k polys A N. induction outputs as [|F outputs IH]; intros k polys A N; inversion A; subst;
        [destruct k; discriminate |].
      destruct k as [|k]; [| exact (IH k _ H3 N)]. injection N as <-. inversion H1; subst. inversion H5; subst.
      exists F, y0. repeat split. assumption. }
    destruct B as [F [p [-> [-> R]]]].
    assert (D : Derive (fun s => value I (update (at_input P q (input_state x)) i s) F) (at_input P q (input_state x) i)
      = pval q (pderive i p)).
    { apply is_derive_unique. rewrite parameter_stays by exact Hi. rewrite pval_pderive.
      apply (is_derive_ext (fun s => pval (update q i s) p)).
      - intros s. rewrite <- (R I (update q i s)). apply value_ext. intros j. apply at_input_update, Hi.
      - assert (E : pdir q (unit_at i) p = pdir (update q i (q i)) (unit_at i) p).
        { assert (V : forall n, mval (update q i (q i)) n = mval q n).
          { intros n. induction n as [|v n IHn]; simpl; [reflexivity |]. rewrite update_same, IHn. reflexivity. }
          clear - V. induction p as [|[n c] p IHp]; simpl; [reflexivity |]. rewrite IHp. f_equal. f_equal. clear IHp.
          induction n as [|v n IHn]; simpl; [reflexivity |]. rewrite update_same, IHn, V. reflexivity. }
        rewrite E. apply (pval_derive (fun s => update q i s)). intros n c v _ _. unfold update, unit_at.
        destruct (Pos.eqb v i); [apply (is_derive_id (q i)) | apply (is_derive_const (q v))]. }
    rewrite D. destruct (qzero (rate P i)) eqn:Z; [rewrite (qzero_0 _ Z); simpl; ring | apply pval_scale].
  - rewrite indexed_nth.
    assert (B : exists X, nth_error fields k = Some X /\ Forall2 prelated X m).
    { revert k polys A N. induction fields as [|X fields IH]; intros k polys A N; inversion A; subst;
        [destruct k; discriminate |].
      destruct k as [|k]; [| exact (IH k _ H3 N)]. injection N as <-. exists X. split; [reflexivity | assumption]. }
    destruct B as [X [-> R]]. clear A N. revert R. generalize (Nat.pred (Pos.to_nat i)). intros n R. revert n.
    induction R as [|c p X m C R IH]; intros n; [destruct n; reflexivity |].
    destruct n as [|n]; [symmetry; apply C | apply IH].
Qed.

Lemma sum_over_total (q : state) l (f : positive -> poly) : sum_over l (fun i => pval q (f i)) = total q (map f l).
Proof. induction l as [|i l IH]; simpl; [reflexivity | rewrite IH; reflexivity]. Qed.
Lemma lie_partials I l h q : lie_value P I l h q =
  sum_over (support h) (fun i => pval q (pderive i h) * component P I l i q).
Proof.
  unfold lie_value. apply pdir_partials; [apply support_once |].
  intros m c v J V. exact (support_complete h m c v J V).
Qed.
Lemma lie_poly_sound I polys m k h q : Forall2 (Forall2 prelated) (member_lists P) polys ->
  nth_error polys k = Some m ->
  pval q (lie_poly (poly_component m) h) = lie_value P I (k, input_state x) h q.
Proof.
  intros A N. rewrite lie_partials. unfold lie_poly. rewrite pval_sum, <- sum_over_total.
  apply sum_over_ext. intros i _. unfold component. destruct (is_parameter P i) eqn:H; [| simpl; ring].
  rewrite pval_mul, (poly_component_sound I polys m k q i A N H). ring.
Qed.
End Polynomials.

(** ** The checkers *)
Fixpoint without {A : Type} (j : nat) (l : list A) : list A :=
  match l, j with [], _ => [] | _ :: l, O => l | a :: l, S j => a :: without j l end.
Lemma without_in {A : Type} (c : A) l : forall j, nth_error l j = Some c ->
  (forall x, In x l -> In x (without j l) \/ x = c) /\ (forall x, In x (without j l) -> In x l) /\ In c l.
Proof.
  induction l as [|a l IH]; intros [|j] H; try discriminate.
  - injection H as <-. cbn [without]. split; [| split].
    + intros x [<- | J]; [right; reflexivity | left; exact J].
    + intros x J. right. exact J.
    + left. reflexivity.
  - destruct (IH j H) as [A1 [A2 A3]]. cbn [without]. split; [| split].
    + intros x [<- | J]; [left; left; reflexivity |].
      destruct (A1 x J) as [K | K]; [left; right; exact K | right; exact K].
    + intros x [<- | J]; [left; reflexivity | right; apply A2, J].
    + right. exact A3.
Qed.

Section Checkers.
Variable P : problem.
(** What encloses the values of functions and pi, to so many bits. *)
Variable icall : positive -> fn -> interval -> option interval.
Variable enclose_pi : positive -> interval.
(** The members of the family, computed with numbers and with polynomials. *)
Variable numbers_of : scalars ndual -> (positive -> ndual) -> option (list (list ndual)).
Variable polys_of : scalars poly -> (positive -> poly) -> option (list (list poly)).

Section Place.
Variable pl : place.

Definition is_pi (i : positive) : bool := match pi_leaf P with Some j => Pos.eqb i j | None => false end.
Definition coordinate (i : positive) : poly :=
  if is_pi i then pvar 2 else match PositiveMap.find i (p_coordinates pl) with Some p => p | None => [] end.
Definition basis_in (ti : interval) (v : positive) : interval :=
  match v with 1%positive => ti | 2%positive => enclose_pi (p_bits pl) | _ => exact (0 # 1) end.
Definition number_in (ti : interval) (p : poly) : interval := ipoly (p_bits pl) (basis_in ti) p.

Definition surely_zero (m : modulus) (g : poly) : bool :=
  match exact_value m coordinate g with [] => true | _ => false end.
Definition surely_holds (m : modulus) (ti : interval) (c : condition) : bool :=
  match snd c with Equal => surely_zero m (fst c) | k => surely k (number_in ti (exact_value m coordinate (fst c))) end.
Definition surely_in (m : modulus) (ti : interval) (gs : list poly) (cs : list condition) : bool :=
  forallb (surely_zero m) gs && forallb (surely_holds m ti) cs.

(** All members at an input, with partial derivatives by the leaves that are wanted. *)
Definition leaf_interval (ti : interval) (x : PositiveMap.t Q) (i : positive) : interval :=
  if is_input P i then exact (input_value x i) else number_in ti (coordinate i).
Definition members_at (ti : interval) (wanted : positive -> bool) (x : PositiveMap.t Q) : option (list (list ndual)) :=
  numbers_of (numbers (p_bits pl) (p_functions pl) icall) (nleaf wanted (leaf_interval ti x)).
Definition defined_at (ti : interval) (x : PositiveMap.t Q) : bool :=
  match members_at ti (fun _ => false) x with Some _ => true | None => false end.

Definition wanted_by (h : poly) : positive -> bool :=
  let vs := variables h in fun i => is_parameter P i && PositiveMap.mem i vs.
(** A component of a member; none is surely zero. *)
Definition interval_component (d : list ndual) : positive -> option interval :=
  match members P with
  | Gradients _ =>
    match d with
    | [F] => fun i => match PositiveMap.find i (nder F) with
                      | Some j => if qzero (rate P i) then None else Some (imul (p_bits pl) (exact (rate P i)) j)
                      | None => None end
    | _ => fun _ => None
    end
  | Vectors _ =>
    let index := indexed d in
    fun i => match PositiveMap.find i index with Some c => Some (nval c) | None => None end
  end.
Definition lie_interval (m : modulus) (ti : interval) (component : positive -> option interval) (h : poly) : interval :=
  isum (p_bits pl) (map (fun i =>
    if is_parameter P i then
      match component i with
      | Some j => imul (p_bits pl) j (number_in ti (exact_value m coordinate (pderive i h)))
      | None => exact (0 # 1)
      end
    else exact (0 # 1)) (support h)).

(** L_w g as a polynomial, where the components are polynomials. *)
Fixpoint inner_poly (w : list letter) (g : poly) : option poly :=
  match w with
  | [] => Some g
  | l :: w =>
    match inner_poly w g, meaning_of P l with
    | Some h, Some (k, x) =>
      match polys_of polynomials (input_poly P x) with
      | Some polys => match nth_N polys k with Some m => Some (lie_poly P (poly_component P m) h) | None => None end
      | None => None
      end
    | _, _ => None
    end
  end.
Definition inner_defined (ti : interval) (w : list letter) : bool :=
  forallb (fun l => match meaning_of P l with Some (_, x) => defined_at ti x | None => false end) w.
(** An interval that contains L_w g at the point, where the model is defined at the inputs of all letters. *)
Definition word_interval (m : modulus) (ti : interval) (w : list letter) (g : poly) : option interval :=
  match w with
  | [] => None
  | l :: w =>
    match inner_poly w g, meaning_of P l with
    | Some h, Some (k, x) =>
      if inner_defined ti w then
        match members_at ti (wanted_by h) x with
        | Some ds =>
          match nth_N ds k with Some d => Some (lie_interval m ti (interval_component d) h) | None => None end
        | None => None
        end
      else None
    | _, _ => None
    end
  end.
Definition word_nonzero (m : modulus) (ti : interval) (w : list letter) (g : poly) : bool :=
  match word_interval m ti w g with Some j => excludes_zero j | None => false end.

(** L_v g = 0 for what a word ends with, the whole word included. *)
Fixpoint lower_zero (m : modulus) (w : list letter) (g : poly) : bool :=
  match w with
  | [] => surely_zero m g
  | _ :: v => match inner_poly w g with Some h => surely_zero m h | None => false end && lower_zero m v g
  end.

(** What is asked of every place. *)
Definition at_place (check : modulus -> interval -> bool) : bool :=
  match root_of_place (p_root pl) with
  | Some (m, ti) =>
    match pi_leaf P with Some i => negb (is_parameter P i) | None => true end
    && inputs_alone P && all_have_facts (declared P) 1 (p_functions pl) && check m ti
  | None => false
  end.
End Place.

(** A point of the set at which the model is defined at this input, which is meant. *)
Definition check_point (gs : list poly) (cs : list condition) (pl : place) (l : letter) : bool :=
  at_place pl (fun m ti => surely_in pl m ti gs cs
    && match meaning_of P l with Some (_, x) => defined_at pl ti x | None => false end).
(** L_w g <> 0 at a point of the set, where g is the equation with this number. *)
Definition check_leaving (gs : list poly) (cs : list condition) (pl : place) (equation : N) (w : list letter) : bool :=
  match nth_N gs equation with
  | Some g => at_place pl (fun m ti => surely_in pl m ti gs cs && word_nonzero pl m ti w g)
  | None => false
  end.
(** At a point where the others hold, h = 0 and L_w h <> 0, where h is the condition with this number. A word of several
    letters crosses an inequality if it is one letter many times, the lower derivatives are 0, and the sign is right. *)
Definition kept_beside (alone : bool) (cs : list condition) (j : N) : list condition :=
  if alone then [] else without (N.to_nat j) cs.
Definition right_sign (k : relation) (n : nat) (j : interval) : bool :=
  match k with
  | Equal => false
  | NotZero => true
  | Positive => Nat.odd n || is_positive j
  | Negative => Nat.odd n || is_negative j
  end.
Definition crosses_by (pl : place) (m : modulus) (ti : interval) (k : relation) (w : list letter) (h : poly) : bool :=
  match k, w with
  | Equal, _ | _, [] => false
  | NotZero, _ | _, [_] => word_nonzero pl m ti w h
  | _, l :: lower =>
    forallb (same_letter l) lower && lower_zero pl m lower h
    && match word_interval pl m ti w h with Some j => excludes_zero j && right_sign k (length w) j | None => false end
  end.
Definition check_crossing (gs : list poly) (cs : list condition) (pl : place) (j : N) (w : list letter) : bool :=
  match nth_N cs j with
  | Some (h, k) =>
    no_equal cs
    && at_place pl (fun m ti => surely_in pl m ti (h :: gs) (without (N.to_nat j) cs) && crosses_by pl m ti k w h)
  | None => false
  end.

(** ** They are sound *)
Hypothesis icall_sound : forall I p f i j x, icall p f i = Some j -> contains i x ->
  in_domain f x /\ contains j (apply I f x).
Hypothesis pi_sound : forall p, contains (enclose_pi p) PI.
Hypothesis numbers_good : computes_members P numbers_of.
Hypothesis polys_good : computes_members P polys_of.

Section Sound.
Variable pl : place.
Variables (m : modulus) (ti : interval) (t : R).
Hypothesis t_in : contains ti t.
Hypothesis t_root : agrees_with m t.
Hypothesis pi_rests : forall i, pi_leaf P = Some i -> is_parameter P i = false.
Hypothesis alone : inputs_alone P = true.

Definition point : state := fun i => pval (basis t) (coordinate pl i).
Definition world : interp := functions_of_place (p_functions pl).

Lemma point_pi i : pi_leaf P = Some i -> point i = PI.
Proof. intros H. unfold point, coordinate, is_pi. rewrite H, Pos.eqb_refl, pval_var. reflexivity. Qed.
Lemma exact_good g : pval (basis t) (exact_value m (coordinate pl) g) = pval point g.
Proof. apply exact_value_good; [exact t_root | reflexivity]. Qed.
Lemma number_good p : contains (number_in pl ti p) (pval (basis t) p).
Proof.
  apply ipoly_sound. intros [v|[v|v|]|]; simpl; try exact zero_contains; [apply pi_sound | exact t_in].
Qed.
Lemma surely_zero_good g : surely_zero pl m g = true -> pval point g = 0.
Proof.
  unfold surely_zero. rewrite <- exact_good. destruct (exact_value m (coordinate pl) g); [reflexivity | discriminate].
Qed.
Lemma surely_in_good gs cs : surely_in pl m ti gs cs = true -> pset gs cs point.
Proof.
  unfold surely_in. intros H. apply andb_prop in H. destruct H as [A B]. rewrite forallb_forall in A, B. split.
  - intros g J. apply surely_zero_good, A, J.
  - intros h k J. specialize (B (h, k) J). unfold surely_holds in B. cbn [fst snd] in B.
    assert (C := number_good (exact_value m (coordinate pl) h)). rewrite exact_good in C.
    destruct k; [exact (surely_zero_good h B) | | |]; exact (surely_sound _ _ _ B C).
Qed.

(** *** Values and derivatives of the members *)
Definition at_x (x : PositiveMap.t Q) : state := at_input P point (input_state x).
Lemma members_good wanted x ds : members_at pl ti wanted x = Some ds ->
  Forall2 (Forall2 (nrelated (p_functions pl) (at_x x) wanted)) (member_lists P) ds.
Proof.
  unfold members_at. apply numbers_good.
  - split.
    + apply nrelated_num.
    + apply nrelated_sum.
    + apply nrelated_product.
    + apply nrelated_power.
    + intros f y a b. apply nrelated_call. intros p g i j z. apply icall_sound.
  - intros i. apply nrelated_leaf. unfold leaf_interval, at_x, at_input.
    destruct (is_input P i); [apply exact_sound | apply number_good].
Qed.
Lemma members_defined wanted x ds : members_at pl ti wanted x = Some ds -> everywhere_defined P world (at_x x).
Proof.
  intros H. apply members_good in H. apply everywhere_written.
  assert (W : forall y, In y (written P) -> exists l, In l (member_lists P) /\ In y l).
  { intros y. unfold written, member_lists. destruct (members P) as [outputs | fields].
    - intros J. exists [y]. split; [apply (in_map (fun F => [F])), J | left; reflexivity].
    - intros J. apply in_concat in J. exact J. }
  intros y J. destruct (W y J) as [l [A B]]. clear W J.
  induction H as [|l' d ls ds R H IH]; [destruct A |]. destruct A as [-> | A]; [| exact (IH A)].
  clear H IH. induction R as [|z a l d Z R IH]; [destruct B |]. destruct B as [-> | B]; [apply Z | exact (IH B)].
Qed.
Lemma defined_at_good x : defined_at pl ti x = true -> everywhere_defined P world (at_x x).
Proof.
  unfold defined_at. destruct (members_at pl ti _ x) as [ds|] eqn:H; [| discriminate].
  intros _. exact (members_defined _ x ds H).
Qed.

Lemma interval_component_good wanted x ds k d i : members_at pl ti wanted x = Some ds -> nth_error ds k = Some d ->
  is_parameter P i = true -> wanted i = true ->
  partial_in (interval_component pl d i) (component P world (k, input_state x) i point).
Proof.
  intros H N Hi W. unfold component. rewrite Hi.
  rewrite pull_along by exact (members_defined wanted x ds H). apply members_good in H. cbn [fst snd].
  unfold interval_component, weight_of, field_terms, member_lists in *.
  destruct (members P) as [outputs | fields].
  - assert (B : exists F a, nth_error outputs k = Some F /\ d = [a] /\ nrelated (p_functions pl) (at_x x) wanted F a).
    { clear Hi W. revert k ds H N. induction outputs as [|F outputs IH]; intros k ds H N;
        inversion H as [|? a0 ? ds0 R0 H0]; subst;
        [destruct k; discriminate |].
      destruct k as [|k]; [| exact (IH k ds0 H0 N)]. injection N as <-.
      inversion R0 as [|? a ? nothing Ra Rn]; subst. inversion Rn; subst.
      exists F, a. split; [reflexivity |]. split; [reflexivity | exact Ra]. }
    destruct B as [F [a [-> [-> [_ [_ G]]]]]]. specialize (G i W).
    destruct (PositiveMap.find i (nder a)) as [j|]; simpl in G.
    + destruct (qzero (rate P i)) eqn:Z; simpl; [rewrite (qzero_0 _ Z); ring |].
      apply imul_sound; [apply exact_sound | exact G].
    + simpl. fold (at_x x). unfold world. unfold here in G. rewrite G. ring.
  - rewrite indexed_nth.
    assert (B : exists X, nth_error fields k = Some X /\ Forall2 (nrelated (p_functions pl) (at_x x) wanted) X d).
    { clear Hi W. revert k ds H N. induction fields as [|X fields IH]; intros k ds H N;
        inversion H as [|? a0 ? ds0 R0 H0]; subst;
        [destruct k; discriminate |].
      destruct k as [|k]; [| exact (IH k ds0 H0 N)]. injection N as <-. exists X. split; [reflexivity | exact R0]. }
    destruct B as [X [-> R]]. rewrite along_numbered.
    assert (A : Pos.ltb i 1 = false) by (apply Pos.ltb_ge; lia). rewrite A.
    replace (Pos.to_nat i - Pos.to_nat 1)%nat with (Nat.pred (Pos.to_nat i)) by lia.
    clear - R. revert R. generalize (Nat.pred (Pos.to_nat i)). intros n R. revert n.
    induction R as [|c a X d C R IH]; intros n; [destruct n; simpl; ring |].
    destruct n as [|n]; [| apply IH]. simpl. rewrite Rmult_1_l. apply C.
Qed.
Lemma wanted_by_good h i : In i (support h) -> is_parameter P i = true -> wanted_by h i = true.
Proof.
  intros J H. unfold wanted_by. rewrite H. simpl. unfold support in J. apply in_map_iff in J.
  destruct J as [[v u] [<- J]]. apply PositiveMap.elements_complete in J. cbn [fst].
  apply PositiveMap.mem_1. exists u. apply PositiveMap.find_2, J.
Qed.
Lemma isum_over prec l (f : positive -> interval) (v : positive -> R) : (forall i, In i l -> contains (f i) (v i)) ->
  contains (isum prec (map f l)) (sum_over l v).
Proof.
  intros H. assert (E : sum_over l v = fold_right Rplus 0 (map v l)) by (clear H; induction l; simpl; congruence).
  rewrite E. apply isum_sound. clear E. induction l as [|i l IH]; simpl; constructor.
  - apply H. left. reflexivity.
  - apply IH. intros j J. apply H. right. exact J.
Qed.
Lemma lie_interval_good h x ds k d : members_at pl ti (wanted_by h) x = Some ds -> nth_error ds k = Some d ->
  contains (lie_interval pl m ti (interval_component pl d) h) (lie_value P world (k, input_state x) h point).
Proof.
  intros H N. rewrite lie_partials. unfold lie_interval. apply isum_over. intros i J.
  destruct (is_parameter P i) eqn:Hi.
  - assert (C := interval_component_good _ x ds k d i H N Hi (wanted_by_good h i J Hi)).
    destruct (interval_component pl d i) as [j|]; simpl in C.
    + rewrite Rmult_comm. apply imul_sound; [exact C |]. rewrite <- exact_good. apply number_good.
    + rewrite C, Rmult_0_r. exact zero_contains.
  - unfold component. rewrite Hi, Rmult_0_r. exact zero_contains.
Qed.

(** *** Words *)
Definition spells (w : list letter) (W : list letter_at) : Prop :=
  Forall2 (fun l a => exists b, meaning_of P l = Some b /\ a = at_meaning b) w W.
Lemma inner_poly_good w g : forall h, inner_poly w g = Some h ->
  exists W, spells w W /\ forall letters, incl W letters -> derived P world point letters W g h.
Proof.
  induction w as [|l w IH]; cbn [inner_poly]; intros h H.
  - injection H as <-. exists []. split; [constructor |]. intros letters _. apply no_letter.
  - destruct (inner_poly w g) as [h'|]; [| discriminate]. destruct (meaning_of P l) as [[k x]|] eqn:M; [| discriminate].
    destruct (polys_of polynomials (input_poly P x)) as [polys|] eqn:Q; [| discriminate].
    destruct (nth_N polys k) as [c|] eqn:N; [| discriminate]. injection H as <-.
    destruct (IH h' eq_refl) as [W [S D]]. exists (at_meaning (k, x) :: W). split.
    + constructor; [| exact S]. exists (k, x). split; [exact M | reflexivity].
    + intros letters I. apply (one_more P world point letters _ W g h').
      * apply D. intros a J. apply I. right. exact J.
      * apply I. left. reflexivity.
      * intros q _. rewrite nth_N_error in N. unfold at_meaning. cbn [fst snd].
        apply (lie_poly_sound P x world polys c (N.to_nat k) h' q); [| exact N].
        exact (polys_good polynomials (prelated P x) (input_poly P x) polys
          (prelated_respected P x) (prelated_leaf P x) Q).
Qed.
Lemma spells_meant w W : spells w W -> forall a, In a W -> meant P world (at_input P point (snd a)).
Proof.
  intros S. induction S as [|l a w W [b [B ->]] S IH]; [intros a [] |].
  intros c [<- | J]; [| exact (IH c J)]. exact (meaning_meant P world l b point B).
Qed.
Lemma inner_defined_good w W : spells w W -> inner_defined pl ti w = true ->
  forall a, In a W -> everywhere_defined P world (at_input P point (snd a)).
Proof.
  intros S. unfold inner_defined. induction S as [|l a w W [b [B ->]] S IH]; cbn [forallb]; [intros _ a [] |].
  intros H. apply andb_prop in H. destruct H as [H1 H2].
  intros c [<- | J]; [| exact (IH H2 c J)]. rewrite B in H1. destruct b as [k x]. exact (defined_at_good x H1).
Qed.

(** All that a word with a value says. *)
Record good_word (g : poly) (j : interval) (a : letter_at) (W : list letter_at) (h : poly) : Prop := {
  word_derived : derived P world point (a :: W) W g h;
  word_meant : forall b, In b (a :: W) -> meant P world (at_input P point (snd b));
  word_defined : forall b, In b (a :: W) -> everywhere_defined P world (at_input P point (snd b));
  word_contains : contains j (lie_value P world a h point) }.
Lemma word_interval_good w g j : word_interval pl m ti w g = Some j ->
  exists a W h, good_word g j a W h /\ match w with
    | [] => False
    | l :: v => inner_poly v g = Some h /\ exists b, meaning_of P l = Some b /\ a = at_meaning b
    end.
Proof.
  destruct w as [|l w]; cbn [word_interval]; [discriminate |].
  destruct (inner_poly w g) as [h|] eqn:I; [| discriminate].
  destruct (meaning_of P l) as [[k x]|] eqn:M; [| discriminate].
  destruct (inner_defined pl ti w) eqn:D; [| discriminate].
  destruct (members_at pl ti (wanted_by h) x) as [ds|] eqn:Ds; [| discriminate].
  destruct (nth_N ds k) as [d|] eqn:N; [| discriminate]. intros H. injection H as <-. rewrite nth_N_error in N.
  destruct (inner_poly_good w g h I) as [W [S E]].
  exists (at_meaning (k, x)), W, h. split.
  - split.
    + apply E. intros b J. right. exact J.
    + intros b [<- | J]; [exact (meaning_meant P world l (k, x) point M) | exact (spells_meant w W S b J)].
    + intros b [<- | J]; [exact (members_defined _ x ds Ds) | exact (inner_defined_good w W S D b J)].
    + exact (lie_interval_good h x ds (N.to_nat k) d Ds N).
  - split; [reflexivity |]. exists (k, x). split; [first [exact M | reflexivity] | reflexivity].
Qed.
Lemma good_word_around g j a W h : good_word g j a W h -> around P world point (a :: W) point.
Proof. intros G. split; [intros i _; reflexivity | apply (word_defined _ _ _ _ _ G)]. Qed.

(** The powers of one letter, with values 0 at the point. *)
Inductive lowered (a : letter_at) : nat -> poly -> poly -> Prop :=
| lowered_none g : lowered a O g g
| lowered_more n g h k : lowered a n g h -> pval point h = 0 -> (forall q, pval q k = lie_value P world a h q) ->
    lowered a (S n) g k.
Lemma lower_zero_good l b w g : meaning_of P l = Some b -> (forall l', In l' w -> l' = l) ->
  lower_zero pl m w g = true ->
  forall h, inner_poly w g = Some h -> lowered (at_meaning b) (length w) g h /\ pval point h = 0.
Proof.
  intros M. induction w as [|l' w IH]; intros same Z h H.
  - cbn [inner_poly lower_zero] in *. injection H as <-. split; [apply lowered_none | exact (surely_zero_good g Z)].
  - cbn [lower_zero] in Z. rewrite H in Z. apply andb_prop in Z. destruct Z as [Zh Z].
    split; [| exact (surely_zero_good h Zh)].
    rewrite (same l' (or_introl eq_refl)) in H. cbn [inner_poly] in H.
    destruct (inner_poly w g) as [h'|]; [| discriminate]. rewrite M in H. destruct b as [k x].
    destruct (polys_of polynomials (input_poly P x)) as [polys|] eqn:Q; [| discriminate].
    destruct (nth_N polys k) as [c|] eqn:N; [| discriminate]. injection H as <-. rewrite nth_N_error in N.
    destruct (IH (fun l0 J => same l0 (or_intror J)) Z h' eq_refl) as [L Zh'].
    apply (lowered_more _ _ g h'); [exact L | exact Zh' |].
    intros q. unfold at_meaning. cbn [fst snd].
    apply (lie_poly_sound P x world polys c (N.to_nat k) h' q); [| exact N].
    exact (polys_good polynomials (prelated P x) (input_poly P x) polys
      (prelated_respected P x) (prelated_leaf P x) Q).
Qed.

(** What is zero on a set that keeps its curves has no word with another value. *)
Lemma word_vanishes_here (T : state -> Prop) g j a W h :
  (forall q u, (forall i, q i = u i) -> T q -> T u) ->
  (forall a b drives theta, flow P world a b drives theta -> a < 0 < b -> T (theta 0) ->
    exists e, 0 < e /\ forall t, - e < t < e -> T (theta t)) ->
  T point -> (forall q, T q -> pval q g = 0) -> good_word g j a W h -> lie_value P world a h point = 0.
Proof.
  intros ext keeps Tp Z G.
  apply (lie_vanishes P world (meant_rests_of P world alone) pi_rests T ext keeps point (a :: W) point_pi
    (word_meant _ _ _ _ _ G)).
  - left. reflexivity.
  - apply (derived_vanishes P world (meant_rests_of P world alone) pi_rests T ext keeps point (a :: W) point_pi
      (word_meant _ _ _ _ _ G) W g h (word_derived _ _ _ _ _ G)). intros q Tq _. apply Z, Tq.
  - exact Tp.
  - exact (good_word_around g j a W h G).
Qed.
End Sound.

Lemma at_place_good pl check : at_place pl check = true -> exists m ti t, contains ti t /\ agrees_with m t /\
  (forall i, pi_leaf P = Some i -> is_parameter P i = false) /\ inputs_alone P = true /\
  respects (declared P) (world pl) /\ check m ti = true.
Proof.
  unfold at_place. destruct (root_of_place (p_root pl)) as [[m ti]|] eqn:R; [| discriminate]. intros H.
  apply andb_prop in H. destruct H as [H C]. apply andb_prop in H. destruct H as [H F]. apply andb_prop in H.
  destruct H as [A B].
  destruct (root_exists _ m ti R) as [t [T1 T2]]. exists m, ti, t.
  split; [exact T1 |]. split; [exact T2 |]. split; [| split; [exact B | split; [apply functions_respect, F | exact C]]].
  intros i Hi. rewrite Hi in A. apply negb_true_iff, A.
Qed.

Lemma pset_ext gs cs q u : (forall i, q i = u i) -> pset gs cs q -> pset gs cs u.
Proof.
  intros E [A B].
  assert (V : forall p, pval u p = pval q p).
  { intros p. induction p as [|[k c] p IH]; simpl; [reflexivity |]. rewrite IH. f_equal. f_equal. clear IH.
    induction k as [|v k IH]; simpl; [reflexivity |]. rewrite IH, E. reflexivity. }
  split; [intros g J; rewrite V; apply A, J | intros h k J; rewrite V; apply (B h k J)].
Qed.

(** *** A point of the set *)
Theorem point_sound gs cs pl l : check_point gs cs pl l = true -> exists I e a,
  respects (declared P) I /\ pset gs cs e /\
  (forall i, pi_leaf P = Some i -> e i = PI) /\ meaning_of P l = Some a /\
  meant P I (at_input P e (input_state (snd a))) /\ everywhere_defined P I (at_input P e (input_state (snd a))).
Proof.
  intros H. destruct (at_place_good pl _ H) as [m [ti [t [T1 [T2 [pi [alone [R C]]]]]]]].
  apply andb_prop in C. destruct C as [C D]. destruct (meaning_of P l) as [a|] eqn:M; [| discriminate].
  exists (world pl), (point pl t), a. split; [exact R |]. split; [exact (surely_in_good pl m ti t T1 T2 gs cs C) |].
  split; [intros i; apply point_pi |]. split; [reflexivity |].
  split; [exact (meaning_meant P (world pl) l a (point pl t) M) |].
  destruct a as [k x]. exact (defined_at_good pl ti t T1 x D).
Qed.

(** *** Leaving *)
Theorem leaving_sound gs cs pl equation w : check_leaving gs cs pl equation w = true ->
  ~ invariant P (fun I e => pset gs cs e).
Proof.
  unfold check_leaving. destruct (nth_N gs equation) as [g|] eqn:G; [| discriminate]. intros H inv.
  rewrite nth_N_error in G. apply nth_error_In in G.
  destruct (at_place_good pl _ H) as [m [ti [t [T1 [T2 [pi [alone [R C]]]]]]]].
  apply andb_prop in C. destruct C as [C D]. unfold word_nonzero in D.
  destruct (word_interval pl m ti w g) as [j|] eqn:W; [| discriminate].
  destruct (word_interval_good pl m ti t T1 T2 w g j W) as [a [V [h [good _]]]].
  apply (excludes_zero_sound j _ D (word_contains _ _ _ _ _ _ _ good)).
  apply (word_vanishes_here pl t pi alone (pset gs cs) g j a V h).
  - apply pset_ext.
  - intros b c drives theta F B S. exists (Rmin (- b) c). assert (X := Rmin_l (- b) c). assert (Y := Rmin_r (- b) c).
    split; [apply Rmin_glb_lt; lra |]. intros s Hs.
    apply (inv (world pl) R b c drives theta F 0 s); [lra | lra | exact S].
  - exact (surely_in_good pl m ti t T1 T2 gs cs C).
  - intros q [A _]. apply A, G.
  - exact good.
Qed.

(** *** Crossing *)
Lemma holds_open k r : k <> Equal -> holds k r -> locally r (holds k).
Proof.
  destruct k; intros N H; simpl in *; [congruence | apply (open_neq 0); exact H | apply (open_gt 0); exact H |].
  apply (open_lt 0). exact H.
Qed.
Lemma conditions_near (cs : list condition) (f : poly -> R -> R) : (forall h k, In (h, k) cs -> k <> Equal) ->
  (forall h, continuous (f h) 0) -> (forall h k, In (h, k) cs -> holds k (f h 0)) ->
  exists e, 0 < e /\ forall s, - e < s < e -> forall h k, In (h, k) cs -> holds k (f h s).
Proof.
  intros N C. induction cs as [|[h k] cs IH]; intros H; [exists 1; split; [lra | intros s _ h k []] |].
  destruct IH as [e [e0 E]].
  { intros h' k' J. apply (N h' k'). right. exact J. }
  { intros h' k' J. apply H. right. exact J. }
  destruct (locally_interval 0 (fun s => holds k (f h s))) as [d [d0 D]].
  { apply (C h (holds k)). apply holds_open; [apply (N h); left; reflexivity | apply H; left; reflexivity]. }
  destruct (smaller e d e0 d0) as [c [c0 [ce cd]]]. exists c. split; [exact c0 |].
  intros s Hs h' k' [J | J]; [injection J as <- <-; apply D; lra | apply (E s); [lra | exact J]].
Qed.
Lemma flow_continuous I b c drives theta : flow P I b c drives theta -> b < 0 < c ->
  forall p, continuous (fun s => pval (theta s) p) 0.
Proof.
  intros F B p.
  apply (is_derive_continuous _ _ (pdir (theta 0) (fun i =>
    if is_parameter P i then velocity P I drives 0 (theta 0) i else 0) p)).
  apply pval_derive. intros k q v _ _. destruct (is_parameter P v) eqn:H.
  - apply (parameters_move P I b c drives theta F 0 v B H).
  - apply (others_rest P I b c drives theta F 0 v B H).
Qed.
(** Functions that begin like D t^n. *)
Definition begins (n : nat) (f : R -> R) (D : R) : Prop := exists e, 0 < e /\
  (forall s, 0 < s < e -> 0 < f s * D) /\ (forall s, - e < s < 0 -> 0 < f s * D * (-1) ^ n).
Lemma begins_once f D : is_derive f 0 D -> f 0 = 0 -> D <> 0 -> begins 1 f D.
Proof.
  intros H Z N. apply is_derive_Reals in H.
  assert (P0 : 0 < Rabs D / 2) by (assert (A := Rabs_pos_lt D N); lra).
  destruct (H _ P0) as [d E]. assert (d0 := cond_pos d).
  assert (A : forall s, s <> 0 -> Rabs s < d -> 0 < f s / s * D).
  { intros s S1 S2. specialize (E s S1 S2). rewrite Rplus_0_l, Z, Rminus_0_r in E.
    revert E N. generalize (f s / s). intros y. unfold Rabs. repeat destruct Rcase_abs; intros; nra. }
  exists d. split; [exact d0 |]. split; intros s Hs.
  - assert (B := A s ltac:(lra) ltac:(rewrite Rabs_right; lra)).
    replace (f s * D) with (f s / s * D * s) by (field; lra). nra.
  - assert (B := A s ltac:(lra) ltac:(rewrite Rabs_left; lra)).
    replace (f s * D * (-1) ^ 1) with (f s / s * D * (- s)) by (simpl; field; lra). nra.
Qed.
Lemma begins_more n f g D e : 0 < e -> (forall s, - e < s < e -> is_derive f s (g s)) -> f 0 = 0 -> begins n g D ->
  begins (S n) f D.
Proof.
  intros e0 H Z [d [d0 [A B]]]. destruct (smaller e d e0 d0) as [c [c0 [ce cd]]].
  assert (mean : forall s, - c < s < c -> s <> 0 -> exists r, (0 < r < s \/ s < r < 0) /\ f s = g r * s).
  { intros s Hs N. destruct (Rlt_or_le 0 s) as [L | L].
    - destruct (MVT_cor2 f g 0 s L) as [r [E R]]; [| exists r; split; [left; exact R | lra]].
      intros y Y. apply is_derive_Reals, H. lra.
    - destruct (MVT_cor2 f g s 0 ltac:(lra)) as [r [E R]]; [| exists r; split; [right; exact R | lra]].
      intros y Y. apply is_derive_Reals, H. lra. }
  exists c. split; [exact c0 |]. split; intros s Hs.
  - destruct (mean s ltac:(lra) ltac:(lra)) as [r [[R | R] E]]; [| lra]. rewrite E.
    assert (X := A r ltac:(lra)). replace (g r * s * D) with (g r * D * s) by ring. nra.
  - destruct (mean s ltac:(lra) ltac:(lra)) as [r [[R | R] E]]; [lra |]. rewrite E.
    assert (X := B r ltac:(lra)). replace (g r * s * D * (-1) ^ S n) with (g r * D * (-1) ^ n * (- s)) by (simpl;
      ring). nra.
Qed.
Lemma odd_sign n : (-1) ^ n = if Nat.odd n then -1 else 1.
Proof.
  induction n as [|n IH]; [reflexivity |]. rewrite Nat.odd_succ, <- Nat.negb_odd. simpl. rewrite IH.
  destruct (Nat.odd n); simpl; ring.
Qed.
Lemma takes_sign n f D k e : begins n f D -> D <> 0 -> 0 < e ->
  match k with
  | Equal => False | NotZero => True
  | Positive => Nat.odd n = true \/ 0 < D | Negative => Nat.odd n = true \/ D < 0
  end -> exists s, - e < s < e /\ holds k (f s).
Proof.
  intros [d [d0 [A B]]] N e0 K. rewrite odd_sign in B. destruct (smaller e d e0 d0) as [c [c0 [ce cd]]].
  assert (up := A (c / 2) ltac:(lra)). assert (down := B (- (c / 2)) ltac:(lra)).
  destruct k; simpl holds.
  - destruct K.
  - exists (c / 2). split; [lra |]. nra.
  - destruct (Rlt_or_le 0 D) as [S | S]; [exists (c / 2); split; [lra |]; nra |].
    destruct K as [K | K]; [rewrite K in down | lra]. exists (- (c / 2)). split; [lra |]. nra.
  - destruct (Rlt_or_le D 0) as [S | S]; [exists (c / 2); split; [lra |]; nra |].
    destruct K as [K | K]; [rewrite K in down | lra]. exists (- (c / 2)). split; [lra |]. nra.
Qed.

Lemma crosses_by_parts pl m ti k w h : crosses_by pl m ti k w h = true -> exists i,
  word_interval pl m ti w h = Some i /\ excludes_zero i = true /\
  (k = NotZero \/ exists l lower, w = l :: lower /\ (forall l', In l' lower -> l' = l) /\
    (lower = [] \/ lower_zero pl m lower h = true) /\ right_sign k (length w) i = true).
Proof.
  intros H.
  assert (once : word_nonzero pl m ti w h = true -> exists i, word_interval pl m ti w h = Some i /\
    excludes_zero i = true).
  { unfold word_nonzero. destruct (word_interval pl m ti w h) as [i|]; [| discriminate]. intros E. exists i. auto. }
  assert (one : forall l, w = [l] -> k <> Equal -> word_nonzero pl m ti w h = true -> exists i,
    word_interval pl m ti w h = Some i /\ excludes_zero i = true /\
    (k = NotZero \/ exists l lower, w = l :: lower /\ (forall l', In l' lower -> l' = l) /\
      (lower = [] \/ lower_zero pl m lower h = true) /\ right_sign k (length w) i = true)).
  { intros l E K X. destruct (once X) as [i [A B]]. exists i. split; [exact A |]. split; [exact B |].
    right. exists l, []. split; [exact E |]. split; [intros l' [] |]. split; [left; reflexivity |].
    rewrite E. destruct k; [congruence | | |]; reflexivity. }
  assert (several : forall l l' v, w = l :: l' :: v -> forallb (same_letter l) (l' :: v) && lower_zero pl m (l' :: v) h
    && match word_interval pl m ti w h with Some j => excludes_zero j && right_sign k (length w) j | None =>
      false end = true ->
    exists i, word_interval pl m ti w h = Some i /\ excludes_zero i = true /\
    (k = NotZero \/ exists l lower, w = l :: lower /\ (forall l', In l' lower -> l' = l) /\
      (lower = [] \/ lower_zero pl m lower h = true) /\ right_sign k (length w) i = true)).
  { intros l l' v E X. apply andb_prop in X. destruct X as [X Y]. apply andb_prop in X. destruct X as [F Z].
    destruct (word_interval pl m ti w h) as [i|]; [| discriminate]. apply andb_prop in Y. destruct Y as [Y1 Y2].
    exists i. split; [reflexivity |]. split; [exact Y1 |]. right. exists l, (l' :: v). split; [exact E |].
    split; [| split; [right; exact Z | exact Y2]].
    rewrite forallb_forall in F. intros x J. symmetry. apply same_letter_equal, F, J. }
  unfold crosses_by in H. destruct k; [discriminate | | |]; destruct w as [|l [|l' v]]; try discriminate.
  - apply (one l eq_refl); [discriminate | exact H].
  - destruct (once H) as [i [A B]]. exists i. split; [exact A |]. split; [exact B | left; reflexivity].
  - apply (one l eq_refl); [discriminate | exact H].
  - exact (several l l' v eq_refl H).
  - apply (one l eq_refl); [discriminate | exact H].
  - exact (several l l' v eq_refl H).
Qed.

Theorem crossing_sound alone gs cs pl j w : check_crossing gs cs pl j w = true ->
  invariant P (fun I e => pset gs (kept_beside alone cs j) e) -> ~ invariant P (fun I e => pset gs cs e).
Proof.
  unfold check_crossing. destruct (nth_N cs j) as [[h k]|] eqn:G; [| discriminate]. intros H rest inv.
  rewrite nth_N_error in G. destruct (without_in _ _ _ G) as [there [back this]].
  apply andb_prop in H. destruct H as [NE At].
  assert (NEq := no_equal_good cs NE).
  assert (not_equal : forall f r, In (f, r) cs -> r <> Equal) by (intros f r J E; subst r; exact (NEq f J)).
  destruct (at_place_good pl _ At) as [m [ti [t [T1 [T2 [pi [al [R C]]]]]]]].
  apply andb_prop in C. destruct C as [C D]. destruct (crosses_by_parts pl m ti k w h D) as [i [W [D' parts]]].
  clear D. rename D' into D.
  destruct (word_interval_good pl m ti t T1 T2 w h i W) as [a [V [h' [good spelled]]]].
  assert (nonzero := excludes_zero_sound i _ D (word_contains _ _ _ _ _ _ _ good)).
  assert (S := surely_in_good pl m ti t T1 T2 _ _ C). set (p := point pl t) in *. set (I := world pl) in *.
  set (others := without (N.to_nat j) cs) in *.
  assert (hp : pval p h = 0) by (apply S; left; reflexivity).
  assert (Sp : pset gs others p) by (split; [intros g J; apply S; right; exact J | apply S]).
  (* Curves keep the equations and the other conditions for some time. *)
  assert (near : forall b c drives theta, flow P I b c drives theta -> b < 0 < c -> pset gs others (theta 0) ->
    exists e, 0 < e /\ - e >= b /\ e <= c /\ forall s, - e < s < e -> pset gs others (theta s)).
  { intros b c drives theta F B S0.
    destruct (conditions_near others (fun f s => pval (theta s) f)) as [e [e0 E]].
    { intros f r J. apply (not_equal f r), back, J. }
    { intros f. exact (flow_continuous I b c drives theta F B f). }
    { intros f r J. apply S0, J. }
    destruct (smaller (- b) c ltac:(lra) ltac:(lra)) as [d [d0 [db dc]]].
    destruct (smaller e d e0 d0) as [x [x0 [xe xd]]]. exists x. split; [exact x0 |]. split; [lra |]. split; [lra |].
    intros s Hs. split; [| intros f r J; apply (E s); [lra | exact J]].
    apply (rest I R b c drives theta F 0 s); [lra | lra |].
    split; [apply S0 |]. unfold kept_beside. destruct alone; [intros f r [] |]. intros f r J. apply S0, J. }
  assert (inside : forall q, pset gs others q -> holds k (pval q h) -> pset gs cs q).
  { intros q [A B] Hk. split; [exact A |]. intros f r J. destruct (there (f, r) J) as [J' | E]; [apply B, J' |].
    injection E as -> ->. exact Hk. }
  assert (not_here : forall r, r <> Equal -> ~ holds r 0) by (intros [] N X; simpl in X; try lra; congruence).
  assert (outside : forall q, pval q h = 0 -> ~ pset gs cs q).
  { intros q Z [_ B]. apply (not_here k (not_equal h k this)). rewrite <- Z. apply B, this. }
  assert (many : k = NotZero -> False).
  { intros K. apply nonzero.
    apply (word_vanishes_here pl t pi al (fun q => pset gs others q /\ pval q h = 0) h i a V h').
    - intros q u E [A B]. assert (X := pset_ext (h :: gs) others q u E). split.
      + exact (pset_ext gs others q u E A).
      + apply X; [| left; reflexivity]. split; [| apply A]. intros g [<- | J]; [exact B | apply A, J].
    - intros b c drives theta F B [S0 Z0]. destruct (near b c drives theta F B S0) as [e [e0 [eb [ec E]]]].
      exists e. split; [exact e0 |]. intros s Hs. split; [exact (E s Hs) |].
      destruct (Req_dec (pval (theta s) h) 0) as [Z | N]; [exact Z |]. exfalso.
      apply (outside (theta 0) Z0). apply (inv I R b c drives theta F s 0); [lra | lra |].
      apply inside; [exact (E s Hs) |]. rewrite K. exact N.
    - split; assumption.
    - intros q [_ Z]. exact Z.
    - exact good. }
  destruct parts as [K | [l [lower [-> [same [lowers sign]]]]]]; [exact (many K) |].
  (* Along the curve of the letter h takes the sign that is wanted. *)
  clear many. destruct spelled as [inner [b [M Ea]]].
  assert (low : lowered pl t a (length lower) h h' /\ pval p h' = 0).
  { rewrite Ea. destruct lowers as [-> | Z].
    - cbn [inner_poly] in inner. injection inner as <-. split; [apply lowered_none | exact hp].
    - exact (lower_zero_good pl m t T2 l b lower h M same Z h' inner). }
  destruct low as [low hp'].
  assert (here_meant := word_meant _ _ _ _ _ _ _ good a (or_introl eq_refl)).
  assert (here_defined := word_defined _ _ _ _ _ _ _ good a (or_introl eq_refl)).
  destruct (curve_exists P I (meant_rests_of P I al) pi a p 1 Rlt_0_1 (point_pi pl t) here_meant here_defined)
    as [e [theta [e0 [F [start [_ [_ De]]]]]]].
  assert (S0 : pset gs others (theta 0)).
  { apply (pset_ext gs others p); [intros v; symmetry; apply start | exact Sp]. }
  assert (at_start : forall f, pval (theta 0) f = pval p f).
  { intros f. assert (X := pset_ext [psub f (pconst 0)] [] p (theta 0) (fun v => eq_sym (start v))). clear X.
    induction f as [|[n c] f IH]; simpl; [reflexivity |]. rewrite IH. f_equal. f_equal. clear IH.
    induction n as [|v n IH]; simpl; [reflexivity |]. rewrite IH, start. reflexivity. }
  destruct (near (- e) e _ theta F ltac:(lra) S0) as [d [d0 [db [dc E]]]].
  assert (Along : forall f s, - e < s < e -> is_derive (fun s => pval (theta s) f) s (lie_value P I a f (theta s))).
  { intros f s Hs. unfold lie_value. apply pval_derive. intros n q v _ _. apply De, Hs. }
  set (value_here := lie_value P I a h' p) in *.
  assert (same_here : lie_value P I a h' (theta 0) = value_here).
  { assert (A1 := in_the_domain P I _ _ _ _ F (drive_of a) 0 (or_introl eq_refl) ltac:(lra)).
    exact (lie_value_ext P I a h' (theta 0) p start A1 here_defined). }
  assert (first : begins 1 (fun s => pval (theta s) h') value_here).
  { apply begins_once; [rewrite <- same_here; apply Along; lra | rewrite at_start; exact hp' | exact nonzero]. }
  assert (all : forall n k g f, lowered pl t a n g f -> begins k (fun s => pval (theta s) f) value_here ->
    begins (n + k) (fun s => pval (theta s) g) value_here).
  { clear - Along at_start e0. intros n k g f L. revert k.
    induction L as [g | n g f f' L IH Z Q]; intros k B; [exact B |].
    replace (S n + k)%nat with (n + S k)%nat by lia. apply IH.
    apply (begins_more k _ (fun s => pval (theta s) f') _ e e0); [| rewrite at_start; exact Z | exact B].
    intros s Hs. rewrite Q. apply Along, Hs. }
  assert (begins_here := all _ _ _ _ low first).
  assert (contained := word_contains _ _ _ _ _ _ _ good).
  destruct (takes_sign (length lower + 1) _ value_here k d begins_here nonzero d0) as [s [Hs Sk]].
  { cbn [length] in sign. rewrite Nat.add_1_r.
    destruct k; cbn [right_sign] in sign; [discriminate | exact Logic.I | |];
      apply orb_prop in sign; destruct sign as [sign | sign]; try (left; exact sign); right.
    - exact (is_positive_sound i _ sign contained).
    - exact (is_negative_sound i _ sign contained). }
  apply (outside (theta 0)); [rewrite at_start; exact hp |].
  apply (inv I R (- e) e _ theta F s 0); [lra | lra |].
  apply inside; [exact (E s Hs) | exact Sk].
Qed.
End Checkers.
