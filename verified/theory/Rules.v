(** * A set is invariant: the rules together *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Expr Germs Affine Tower Dual Syntax Flow Evidence Sets Tangency.
Import ListNotations.
Open Scope R_scope.

(** ** Theorem T10 *)
Section Closure.
Variable P : problem.
Lemma invariant_iff (S T : states) : (forall I e, S I e <-> T I e) -> invariant P S -> invariant P T.
Proof. intros E H I R a b drives theta F s t Hs Ht X. apply E. apply (H I R a b drives theta F s t Hs Ht). apply E, X. Qed.
Lemma invariant_and (S T : states) : invariant P S -> invariant P T -> invariant P (fun I e => S I e /\ T I e).
Proof. intros A B I R a b drives theta F s t Hs Ht [X Y]. split; [apply (A I R a b drives theta F s t Hs Ht X) | apply (B I R a b drives theta F s t Hs Ht Y)]. Qed.
Lemma invariant_or (S T : states) : invariant P S -> invariant P T -> invariant P (fun I e => S I e \/ T I e).
Proof. intros A B I R a b drives theta F s t Hs Ht [X | Y]; [left; apply (A I R a b drives theta F s t Hs Ht X) | right; apply (B I R a b drives theta F s t Hs Ht Y)]. Qed.
Lemma invariant_not (S : states) : invariant P S -> invariant P (fun I e => ~ S I e).
Proof. intros A I R a b drives theta F s t Hs Ht N X. apply N. apply (A I R a b drives theta F t s Ht Hs X). Qed.
Lemma invariant_all : invariant P (fun _ _ => True).
Proof. intros I R a b drives theta F s t Hs Ht _. exact Logic.I. Qed.
Lemma invariant_none (S : states) : (forall I e, ~ S I e) -> invariant P S.
Proof. intros N I R a b drives theta F s t Hs Ht X. exfalso. exact (N _ _ X). Qed.
End Closure.

(** ** Products of one equation of each part *)
Fixpoint all_products (parts : list (list poly)) : list poly :=
  match parts with
  | [] => [pconst (1 # 1)]
  | gs :: parts => let rest := all_products parts in flat_map (fun g => map (pmul g) rest) gs
  end.
Fixpoint same_polys (l m : list poly) : bool :=
  match l, m with [], [] => true | p :: l, q :: m => if peqb p q then same_polys l m else false | _, _ => false end.
Lemma same_polys_eq l : forall m, same_polys l m = true -> l = m.
Proof.
  induction l as [|p l IH]; intros [|q m] H; simpl in H; try discriminate; [reflexivity |].
  destruct (peqb p q) eqn:E; [| discriminate]. apply peqb_eq in E. rewrite E, (IH m H). reflexivity.
Qed.

Lemma all_products_zero parts e : (forall y, In y (all_products parts) -> pval e y = 0) <->
  exists gs, In gs parts /\ forall g, In g gs -> pval e g = 0.
Proof.
  induction parts as [|gs parts IH]; simpl.
  - split; [| intros [gs [[] _]]]. intros H. assert (X := H _ (or_introl eq_refl)). rewrite pval_const, Q2R_1 in X. lra.
  - split.
    + intros H. destruct (Classical_Prop.classic (forall g, In g gs -> pval e g = 0)) as [Y | N]; [exists gs; auto |].
      assert (M : exists g, In g gs /\ pval e g <> 0).
      { apply Classical_Prop.NNPP. intros Q. apply N. intros g J. apply Classical_Prop.NNPP. intros Z. apply Q. exists g. auto. }
      destruct M as [g [J Z]]. destruct (proj1 IH) as [gs' [J' Z']].
      * intros y Y. assert (X := H (pmul g y)). rewrite pval_mul in X.
        assert (E : pval e g * pval e y = 0).
        { apply X. apply in_flat_map. exists g. split; [exact J | apply in_map, Y]. }
        apply Rmult_integral in E. tauto.
      * exists gs'. auto.
    + intros [gs' [[<- | J] Z]] y Y; apply in_flat_map in Y; destruct Y as [g [Jg Y]]; apply in_map_iff in Y; destruct Y as [q [<- Jq]];
        rewrite pval_mul.
      * rewrite (Z g Jg). ring.
      * rewrite (proj2 IH (ex_intro _ gs' (conj J Z)) q Jq). ring.
Qed.

Definition same_conditions (l m : list condition) : bool :=
  same_polys (map fst l) (map fst m)
  && (fix go (l m : list condition) : bool :=
        match l, m with
        | [], [] => true
        | (_, j) :: l, (_, k) :: m =>
          match j, k with Equal, Equal | NotZero, NotZero | Positive, Positive | Negative, Negative => go l m | _, _ => false end
        | _, _ => false end) l m.
Lemma same_conditions_eq l : forall m, same_conditions l m = true -> l = m.
Proof.
  unfold same_conditions. induction l as [|[p j] l IH]; intros [|[q k] m] H; simpl in H; try discriminate; [reflexivity |].
  destruct (peqb p q) eqn:E; [| discriminate]. apply peqb_eq in E. subst q.
  apply andb_prop in H. destruct H as [H1 H2].
  assert (J : j = k /\ (fix go (l m : list condition) : bool :=
        match l, m with
        | [], [] => true
        | (_, j) :: l, (_, k) :: m =>
          match j, k with Equal, Equal | NotZero, NotZero | Positive, Positive | Negative, Negative => go l m | _, _ => false end
        | _, _ => false end) l m = true) by (destruct j, k; try discriminate; auto).
  destruct J as [<- J]. rewrite (IH m); [reflexivity |]. rewrite H1, J. reflexivity.
Qed.

(** ** The rules *)
Section Rules.
Variable P : problem.
Variable first : positive.
Variable compute : computing.
Variable input_polynomials : list poly.
Hypothesis compute_good : computes P first compute.
Hypothesis inputs_right : forall I e, (forall g, In g (input_equations P) -> value I e g = 0) ->
  forall p, In p input_polynomials -> pval e p = 0.
Hypothesis no_input_polynomials : data P <> None -> input_polynomials = [].

Fixpoint invariant_by (fuel : nat) (gs : list poly) (cs : list condition) (p : invariance) : bool :=
  match fuel with
  | O => false
  | S fuel =>
    match p with
    | Meet parts =>
      same_polys gs (flat_map (fun t => fst (fst t)) parts) && same_conditions cs (flat_map (fun t => snd (fst t)) parts)
      && forallb (fun t => invariant_by fuel (fst (fst t)) (snd (fst t)) (snd t)) parts
    | Join parts =>
      match cs with [] => same_polys gs (all_products (map fst parts)) && forallb (fun t => invariant_by fuel (fst t) [] (snd t)) parts | _ => false end
    | _ =>
      let S := setting_of (rank P) gs cs in
      complete gs S &&
      match p with
      | Tangency vs ps =>
        tangent P first compute input_polynomials S vs ps
        && let m := indexed (curved S) in
           (fix all (hs : list condition) (ps : list condition_proof) : bool :=
              match hs, ps with
              | (h, _) :: hs, p :: ps =>
                match p with
                | Kept => true
                | NeverZero np => no_point_of (with_condition m h) [] np
                | Boundary rest => invariant_by fuel (targets S ++ [h]) [] rest
                end && all hs ps
              | _, _ => true
              end) (conds S) ps
      | Undefined os => undefined P first compute S os
      | EmptySet None => plainly_empty S
      | EmptySet (Some np) => plainly_empty S || no_point_of (only_equations (indexed (curved S))) (conds S) np
      | Described fs because implied rest =>
        describes S fs because implied && invariant_by fuel (rows (img S) ++ fs) (conds S) rest
      | _ => false
      end
    end
  end.

Theorem invariant_by_sound fuel : forall gs cs p, invariant_by fuel gs cs p = true -> invariant P (fun _ e => pset gs cs e).
Proof.
  induction fuel as [|fuel IH]; intros gs cs p H; [discriminate |].
  assert (through : forall S, S = setting_of (rank P) gs cs -> complete gs S = true ->
            invariant P (fun _ e => vset S e /\ cset S e) -> invariant P (fun _ e => pset gs cs e)).
  { intros S -> C Iv. apply (invariant_iff P (fun _ e => vset (setting_of (rank P) gs cs) e /\ cset (setting_of (rank P) gs cs) e)); [| exact Iv].
    intros _ e. symmetry. apply setting_sound, C. }
  cbn [invariant_by] in H. set (S := setting_of (rank P) gs cs) in *.
  destruct p as [vs ps | np | os | fs because implied rest | parts | parts].
  - apply andb_prop in H. destruct H as [C H]. apply andb_prop in H. destruct H as [T O].
    apply (through S eq_refl C). apply (tangent_sound P first compute input_polynomials compute_good S vs ps T inputs_right no_input_polynomials).
    revert O. cbv zeta. generalize (conds S). clear T C.
    intros hs O n h k p. revert hs ps O. induction n as [|n IHn]; intros [|[h' k'] hs] [|p' ps] O Hn Hp Kp; simpl in Hn, Hp; try discriminate;
      apply andb_prop in O; destruct O as [O1 O2]; [| apply (IHn hs ps O2 Hn Hp Kp)].
    injection Hn as <- <-. injection Hp as <-. destruct p' as [| np | rest]; [discriminate | left | right].
    + intros e V Z. apply (no_point_good _ _ _ e O1).
      * intros q j [].
      * intros r q E. destruct r; try discriminate.
        -- apply item_in in E. apply vset_parts in V. apply V, E.
        -- apply some_eq in E. subst q. exact Z.
    + apply (invariant_iff P (fun _ e => pset (targets S ++ [h']) [] e)); [| apply (IH _ _ _ O1)].
      intros _ e. unfold pset, vset. split.
      * intros [A _]. split; [intros y J; apply A, in_or_app; left; exact J | apply A, in_or_app; right; left; reflexivity].
      * intros [A B]. split; [| intros q j []]. intros g J. apply in_app_or in J. destruct J as [J | [<- | []]]; [apply A, J | exact B].
  - apply andb_prop in H. destruct H as [C H]. apply (through S eq_refl C). apply invariant_none. intros _ e [V K].
    destruct np as [np|]; [apply orb_prop in H; destruct H as [H | H] |].
    + apply (plainly_empty_good S e H V K).
    + apply (no_point_good _ _ _ e H K). intros r q E. destruct r; try discriminate. apply item_in in E. apply vset_parts in V. apply V, E.
    + apply (plainly_empty_good S e H V K).
  - apply andb_prop in H. destruct H as [C H]. apply (through S eq_refl C).
    apply (undefined_sound P first compute input_polynomials compute_good S os H inputs_right no_input_polynomials).
  - apply andb_prop in H. destruct H as [C H]. apply andb_prop in H. destruct H as [D H]. apply (through S eq_refl C).
    apply (invariant_iff P (fun _ e => pset (rows (img S) ++ fs) (conds S) e)); [| apply (IH _ _ _ H)].
    intros _ e. split.
    + intros [A B]. split; [| exact B]. apply (describes_good S fs because implied e D B), A.
    + intros [A B]. split; [| exact B]. apply (describes_good S fs because implied e D B), A.
  - apply andb_prop in H. destruct H as [H F]. apply andb_prop in H. destruct H as [G C].
    apply same_polys_eq in G. apply same_conditions_eq in C. subst gs cs. clear through S. rewrite forallb_forall in F.
    induction parts as [|[[gs cs] q] parts IHp]; simpl.
    + apply (invariant_iff P (fun _ _ => True)); [| apply invariant_all]. intros _ e. split; [| trivial]. intros _. split; [intros g [] | intros h k []].
    + apply (invariant_iff P (fun _ e => pset gs cs e /\ pset (flat_map (fun t => fst (fst t)) parts) (flat_map (fun t => snd (fst t)) parts) e)).
      * intros _ e. unfold pset. split.
        -- intros [[A B] [C D]]. split; [intros g J | intros h k J]; apply in_app_or in J; destruct J; auto.
        -- intros [A B]. repeat split; intros; try (apply A); try (apply B); apply in_or_app; auto.
      * apply invariant_and.
        -- apply (IH gs cs q). apply (F (gs, cs, q)). left. reflexivity.
        -- apply IHp. intros t J. apply F. right. exact J.
  - destruct cs as [|c cs]; [| discriminate]. apply andb_prop in H. destruct H as [G F]. apply same_polys_eq in G. subst gs. clear through S.
    rewrite forallb_forall in F.
    apply (invariant_iff P (fun _ e => exists gs, In gs (map fst parts) /\ forall g, In g gs -> pval e g = 0)).
    { intros _ e. unfold pset. rewrite <- all_products_zero. split; [intros A; split; [exact A | intros h k []] | intros [A _]; exact A]. }
    induction parts as [|[gs q] parts IHp].
    + apply invariant_none. intros _ e [gs [[] _]].
    + apply (invariant_iff P (fun _ e => pset gs [] e \/ exists gs, In gs (map fst parts) /\ forall g, In g gs -> pval e g = 0)).
      * intros _ e. simpl. unfold pset. split.
        -- intros [[A _] | [gs' [J Z]]]; [exists gs | exists gs']; auto.
        -- intros [gs' [[<- | J] Z]]; [left; split; [exact Z | intros h k []] | right; exists gs'; auto].
      * apply invariant_or.
        -- apply (IH gs [] q). apply (F (gs, q)). left. reflexivity.
        -- apply IHp. intros t J. apply F. right. exact J.
Qed.
End Rules.
