(** * How the components of fields are computed

    The one interpreter of arrays runs on duals. What it gives is related to the expressions that are meant. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import String.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Syntax Arrays ArraysRelated Expr Germs Affine Tower Flow Dual Evidence Sets Tangency Meaning.
Import ListNotations.
Open Scope R_scope.

(** ** Expressions that are polynomials: they call functions at numbers only *)
Definition number_in (p : poly) : option Q := match p with [] => Some 0%Q | [([], c)] => Some c | _ => None end.
Lemma number_in_value e p q : number_in p = Some q -> pval e p = Q2R q.
Proof.
  destruct p as [|[[|v m] c] [|t p]]; simpl; try discriminate; intros H; apply some_eq in H; subst q; [rewrite Q2R_0 |]; ring.
Qed.
Lemma at_number_domain known f q c : at_number known f q = Some c -> in_domain f (Q2R q).
Proof.
  assert (sign : forall n d, 0 < / IZR (Zpos d) -> Q2R (n # d) = IZR n * / IZR (Zpos d)) by reflexivity.
  destruct q as [n d]. assert (P0 : 0 < / IZR (Zpos d)) by (apply Rinv_0_lt_compat, IZR_lt; lia).
  destruct f; simpl in_domain; trivial; intros H; cbn [at_number] in H; rewrite sign by exact P0.
  - destruct (qeqb (n # d) (1 # 1)) eqn:E; [| discriminate]. apply qeqb_eq in E. injection E as -> ->. lra.
  - unfold root in H. destruct n; try discriminate. apply Rmult_lt_0_compat; [apply IZR_lt; lia | exact P0].
  - unfold qzero in H. destruct n; try discriminate; apply Rmult_integral_contrapositive_currified; try (apply not_0_IZR; discriminate); lra.
  - destruct n; try discriminate; apply Rmult_integral_contrapositive_currified; try (apply not_0_IZR; discriminate); lra.
Qed.
Fixpoint plain (x : expr) : option poly :=
  match x with
  | Num c => Some (pconst c)
  | Leaf i => Some (pvar i)
  | Add a b => match plain a, plain b with Some p, Some q => Some (padd p q) | _, _ => None end
  | Mul a b => match plain a, plain b with Some p, Some q => Some (pmul p q) | _, _ => None end
  | Pow a n => match plain a with Some p => Some (ppow p n) | None => None end
  | Call f a =>
    match plain a with
    | Some p => match number_in p with
                | Some q => match at_number (fun _ => nothing) f q with Some c => Some (pconst c) | None => None end
                | None => None end
    | None => None
    end
  end.
Lemma plain_value I e x : forall p, plain x = Some p -> pval e p = value I e x.
Proof.
  induction x as [c|i|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [plain value]; intros p H.
  - apply some_eq in H. subst p. apply pval_const.
  - apply some_eq in H. subst p. apply pval_var.
  - destruct (plain a) as [p1|]; [| discriminate]. destruct (plain b) as [p2|]; [| discriminate]. apply some_eq in H. subst p.
    rewrite pval_add, (IHa _ eq_refl), (IHb _ eq_refl). reflexivity.
  - destruct (plain a) as [p1|]; [| discriminate]. destruct (plain b) as [p2|]; [| discriminate]. apply some_eq in H. subst p.
    rewrite pval_mul, (IHa _ eq_refl), (IHb _ eq_refl). reflexivity.
  - destruct (plain a) as [p1|]; [| discriminate]. apply some_eq in H. subst p. rewrite pval_pow, (IHa _ eq_refl). reflexivity.
  - destruct (plain a) as [p1|]; [| discriminate]. destruct (number_in p1) as [q|] eqn:N; [| discriminate].
    destruct (at_number (fun _ => nothing) f q) as [c|] eqn:A; [| discriminate]. apply some_eq in H. subst p.
    rewrite pval_const, <- (IHa p1 eq_refl), (number_in_value e p1 q N). symmetry.
    apply (at_number_good (fun _ => nothing) I); [| exact A | exact (at_number_domain _ f q c A)].
    intros k. split; [| split]; discriminate.
Qed.
Lemma plain_defined I e x : forall p, plain x = Some p -> defined I e x.
Proof.
  induction x as [c|i|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [plain defined]; intros p H; trivial.
  - destruct (plain a) as [p1|]; [| discriminate]. destruct (plain b) as [p2|]; [| discriminate].
    split; [apply (IHa _ eq_refl) | apply (IHb _ eq_refl)].
  - destruct (plain a) as [p1|]; [| discriminate]. destruct (plain b) as [p2|]; [| discriminate].
    split; [apply (IHa _ eq_refl) | apply (IHb _ eq_refl)].
  - destruct (plain a) as [p1|]; [| discriminate]. apply (IHa _ eq_refl).
  - destruct (plain a) as [p1|] eqn:E; [| discriminate]. destruct (number_in p1) as [q|] eqn:N; [| discriminate].
    destruct (at_number (fun _ => nothing) f q) as [c|] eqn:A; [| discriminate]. split; [apply (IHa _ eq_refl) |].
    rewrite <- (plain_value I e a p1 E), (number_in_value e p1 q N). apply (at_number_domain _ f q c A).
Qed.
Fixpoint plains (l : list expr) : option (list poly) :=
  match l with
  | [] => Some []
  | x :: l => match plain x, plains l with Some p, Some r => Some (p :: r) | _, _ => None end
  end.
Lemma plains_values I e l : forall ps, plains l = Some ps -> map (pval e) ps = map (value I e) l.
Proof.
  induction l as [|x l IH]; intros ps H; simpl in H; [apply some_eq in H; subst ps; reflexivity |].
  destruct (plain x) as [p|] eqn:X; [| discriminate]. destruct (plains l) as [r|]; [| discriminate].
  apply some_eq in H. subst ps. simpl. rewrite (plain_value I e x p X), (IH r eq_refl). reflexivity.
Qed.

(** ** Duals are scalars *)
Definition dleaf (first : positive) (img : images) (wanted : positive -> bool) (i : positive) : dual :=
  if Pos.ltb i first then {| val := vsub (image_of img) i; der := if wanted i then [(i, pconst (1 # 1))] else []; brought := [] |}
  else dnum 0.
Definition duals (named : bool) (calls : fn -> poly -> option (poly * list positive)) : scalars dual :=
  let name := if named then dname calls else fun d => d in {|
  s_num := dnum; s_sum := fun l => name (dsum l); s_product := fun l => name (dproduct l);
  s_power := fun a n => name (dpower a (N.to_nat n));
  s_call := fun f a => match dcall calls f a with Some b => Some (name b) | None => None end |}.

(** The slots of an output with the learning rates. *)
Definition with_rates (r : positive -> Q) (d : dual) : slots :=
  map (fun t => (fst t, let q := r (fst t) in if qeqb q (1 # 1) then snd t else pscale q (snd t))) (der d).
Definition all_brought (l : list dual) : list positive := fold_right (fun d r => union (Dual.brought d) r) [] l.
Fixpoint component_slots (img : images) (wanted : positive -> bool) (i : positive) (l : list poly) : slots :=
  match l with
  | [] => []
  | p :: l => if wanted i then (i, psubst (image_of img) p) :: component_slots img wanted (Pos.succ i) l
              else component_slots img wanted (Pos.succ i) l
  end.

Definition compute_of (m : Syntax.model) (l : layout) (P : problem) : computing := fun named img wanted calls =>
  match members P with
  | Gradients _ =>
    match outputs_of (duals named calls) (dleaf (first_atom l) img wanted) m l with
    | Some ds => Some (map (with_rates (rate P)) ds, all_brought ds)
    | None => None
    end
  | Vectors fields =>
    match options_all (map plains fields) with
    | Some fs => if forallb (forallb (below (first_atom l))) fs then Some (map (component_slots img wanted 1) fs, []) else None
    | None => None
    end
  end.

Section Proof.
Variables (m : Syntax.model) (l : layout) (P : problem).
Hypothesis meant_ : problem_of m l = Some P.
Let first := first_atom l.

Lemma members_meant : family_meant m l = Some (members P).
Proof.
  unfold problem_of in meant_. destruct may_declare; [| discriminate].
  destruct (family_meant m l) as [f|]; [| discriminate]. destruct (rate_table m l); [| discriminate].
  destruct (comparisons _ _ _); [| discriminate]. apply some_eq in meant_. rewrite <- meant_. reflexivity.
Qed.

Lemma options_all_nth {A B} (f : A -> option B) xs : forall ys n y, options_all (map f xs) = Some ys -> nth_error ys n = Some y ->
  exists x, nth_error xs n = Some x /\ f x = Some y.
Proof.
  induction xs as [|x xs IH]; intros ys n y H N; simpl in H.
  - apply some_eq in H. subst ys. destruct n; discriminate.
  - destruct (f x) as [b|] eqn:F; [| discriminate]. destruct (options_all (map f xs)) as [r|]; [| discriminate].
    apply some_eq in H. subst ys. destruct n as [|n]; simpl in N; [exists x; simpl; rewrite F; auto | apply (IH r n y eq_refl N)].
Qed.
Lemma options_all_length {A B} (f : A -> option B) xs : forall ys, options_all (map f xs) = Some ys -> length ys = length xs.
Proof.
  induction xs as [|x xs IH]; intros ys H; simpl in H; [apply some_eq in H; subst ys; reflexivity |].
  destruct (f x) as [b|]; [| discriminate]. destruct (options_all (map f xs)) as [r|]; [| discriminate].
  apply some_eq in H. subst ys. simpl. rewrite (IH r eq_refl). reflexivity.
Qed.

Lemma environment_related {A B} (rel : A -> B -> Prop) leaf leaf' : (forall i, rel (leaf i) (leaf' i)) ->
  env_related rel (model_environment leaf m l) (model_environment leaf' m l).
Proof.
  intros H. unfold model_environment, input_environment, pi_environment.
  apply env_related_app; [apply declare_related, H |]. apply env_related_app; [apply declare_related, H |].
  destruct (has_pi l); constructor; [| constructor]. split; [reflexivity |]. split; [reflexivity |]. constructor; [apply H | constructor].
Qed.

Lemma poly_near c p : (forall v, (v < first)%positive -> locally (here c) (fun r => rho c v r = env c r v)) -> below first p = true ->
  locally (here c) (fun r => pev (rho c) p r = pval (env c r) p).
Proof.
  intros Rl B. unfold pev. induction p as [|[n q] p IH]; simpl in *; [apply filter_forall; reflexivity |].
  apply andb_prop in B. destruct B as [B1 B2].
  assert (M : locally (here c) (fun r => mval (fun v => rho c v r) n = mval (env c r) n)).
  { clear IH B2. induction n as [|v n IH]; simpl in *; [apply filter_forall; reflexivity |].
    apply andb_prop in B1. destruct B1 as [V N]. apply Pos.ltb_lt in V.
    apply (filter_imp (fun r => rho c v r = env c r v /\ mval (fun v => rho c v r) n = mval (env c r) n)).
    - intros r [-> ->]. reflexivity.
    - apply filter_and; [apply Rl, V | apply IH, N]. }
  apply (filter_imp (fun r => mval (fun v => rho c v r) n = mval (env c r) n /\ pval (fun v => rho c v r) p = pval (env c r) p)).
  - intros r [-> ->]. reflexivity.
  - apply filter_and; [exact M | apply IH, B2].
Qed.

Theorem compute_good : computes P first (compute_of m l P).
Proof.
  intros c [Zs [Rs [Ec [Rc [Rl Df]]]]] named img wanted calls components brought Ig Cg H.
  unfold compute_of in H. assert (M := members_meant). unfold family_meant in M. unfold everywhere_defined in Df.
  destruct (of_family m) as [lets outs blocks | fields0] eqn:F.
  - destruct (outputs_of expressions (leaf_of (first_atom l)) m l) as [es|] eqn:Es; [| discriminate].
    apply some_eq in M. unfold partial_of, size_of_family. rewrite <- M in *. clear M.
    destruct (outputs_of (duals named calls) (dleaf (first_atom l) img wanted) m l) as [ds|] eqn:Ds; [| discriminate].
    apply some_eq in H. injection H as <- <-.
    set (rel := Dual.related (here c) (size c) (meaning c) (env c) (rho c) (everything c) wanted).
    assert (leaf_rel : forall i, rel (leaf_of first i) (dleaf first img wanted i)).
    { intros i. unfold leaf_of, dleaf. destruct (Pos.ltb_spec i first) as [L | L].
      - intros _. split; [| split; [| constructor]].
        + eapply eqm_trans; [| apply (good_vsub (here c) (size c) (rho c) (image_of img) Ig i)].
          apply eqm_near. apply (filter_imp (fun r => rho c i r = env c r i)); [intros r E; simpl; symmetry; exact E | apply Rl, L].
        + intros j J. apply eqm_eq. intros r. simpl. rewrite Q2R_1. unfold unit_at.
          destruct (wanted i) eqn:W; simpl; unfold pev; rewrite ?pval_const, ?Q2R_1.
          * rewrite (Pos.eqb_sym i j). destruct (Pos.eqb j i); ring.
          * destruct (Pos.eqb_spec i j) as [-> |]; [congruence | ring].
      - apply related_num. }
    assert (name_rel : forall x d, rel x d -> rel x ((if named then dname calls else fun d => d) d)).
    { intros x d A. destruct named; [| exact A]. apply related_name; assumption. }
    assert (R : Forall2 rel es ds).
    { unfold outputs_of in Es, Ds. rewrite F in Es, Ds.
      assert (Rf : if_some (Forall2 rel)
        (family_of expressions (names_of m) depth (taken_names m) (model_environment (leaf_of first) m l) lets outs blocks)
        (family_of (duals named calls) (names_of m) depth (taken_names m) (model_environment (dleaf first img wanted) m l) lets outs blocks)).
      { apply (family_of_related expressions (duals named calls) rel).
        - intros q. apply related_num.
        - intros xs ys A. apply name_rel, related_sum, A.
        - intros xs ys A. apply name_rel. apply related_product; assumption.
        - intros x d n A. apply name_rel. apply related_power; assumption.
        - intros f x d d' A E. exists (Call f x). split; [reflexivity |]. cbn [s_call duals] in E.
          destruct (dcall calls f d) as [b|] eqn:B; [| discriminate]. apply some_eq in E. subst d'. apply name_rel.
          apply (related_call _ _ _ Zs _ Ec _ Rc _ _ calls Cg f x d b A B).
        - apply environment_related, leaf_rel. }
      destruct (Rf ds Ds) as [es' [E' R]].
      fold first in Es. rewrite Es in E'. apply some_eq in E'. subst es'. exact R. }
    split; [rewrite map_length; clear - R; induction R; simpl; congruence |]. split.
    + intros j g N i W.
      rewrite nth_error_map in N. destruct (nth_error ds j) as [d|] eqn:Dj; [| discriminate]. simpl in N. apply some_eq in N. subst g.
      assert (X : exists x, nth_error es j = Some x /\ rel x d).
      { clear - R Dj. revert j Dj. induction R as [|x d' es ds A R IH]; intros [|j] Dj; simpl in Dj; try discriminate.
        - apply some_eq in Dj. subst d'. exists x. auto.
        - apply (IH j Dj). }
      destruct X as [x [Xj A]]. rewrite Xj.
      destruct (A (Df x (nth_error_In _ _ Xj))) as [_ [D _]].
      apply eqm_trans with (fun r => Q2R (rate P i) * slot (rho c) i (der d) r).
      * apply eqm_mult; [apply continuous_const | apply slot_continuous, Rc | apply eqm_refl | apply D, W].
      * apply eqm_eq. intros r. unfold with_rates. generalize (der d). intros s0. induction s0 as [|[k p] s IH]; simpl; [ring |].
        rewrite <- IH. destruct (Pos.eqb_spec k i) as [-> |]; [| ring].
        destruct (qeqb (rate P i) (1 # 1)) eqn:Q1; [rewrite (qeqb_eq _ _ Q1), Q2R_1; ring |].
        unfold pev. rewrite pval_scale. ring.
    + assert (Dall : forall F0, In F0 es -> defined (meaning c) (env c (here c)) F0) by exact Df.
      clear - R Dall. unfold all_brought. revert Dall. induction R as [|y d es ds A R IH]; intros Dall; cbn [fold_right]; [apply Forall_nil |].
      assert (B := proj2 (proj2 (A (Dall y (or_introl eq_refl))))).
      apply union_all; [exact B |]. apply IH. intros z J. apply Dall. right. exact J.
  - destruct (options_all (map (fun X => options_all (map (one_entry m _) X)) fields0)) as [fs0|] eqn:Fs; [| discriminate].
    destruct (forallb _ fs0) eqn:Len in M; [| discriminate].
    apply some_eq in M. unfold partial_of, size_of_family. rewrite <- M in *. clear M Fs Df.
    destruct (options_all (map plains fs0)) as [fs|] eqn:Fp; [| discriminate].
    destruct (forallb (forallb (below (first_atom l))) fs) eqn:B; [| discriminate].
    apply some_eq in H. injection H as <- <-.
    split; [rewrite map_length; apply (options_all_length _ _ _ Fp) |]. split; [| constructor].
    intros j g N i W. rewrite nth_error_map in N. destruct (nth_error fs j) as [ps|] eqn:Pj; [| discriminate]. simpl in N. apply some_eq in N. subst g.
    destruct (options_all_nth _ _ _ _ _ Fp Pj) as [X [Xj Xp]]. rewrite Xj.
    rewrite forallb_forall in B. assert (Bp := B ps (nth_error_In _ _ Pj)). rewrite forallb_forall in Bp.
    assert (V : forall e, map (pval e) ps = map (value (meaning c) e) X) by (intros e; apply plains_values, Xp).
    assert (general : forall ps X k, (forall e, map (pval e) ps = map (value (meaning c) e) X) ->
      (forall p, In p ps -> below first p = true) ->
      eqm (here c) (size c) (fun r => if Pos.ltb i k then 0 else match nth_error X (Pos.to_nat i - Pos.to_nat k) with Some x => value (meaning c) (env c r) x | None => 0 end)
        (slot (rho c) i (component_slots img wanted k ps))).
    { clear - Ig Rl Rc W. induction ps as [|p ps IH]; intros [|x X] k V B; try (specialize (V (fun _ => 0)); discriminate).
      - apply eqm_eq. intros r. simpl. destruct (Pos.ltb i k); [reflexivity |]. destruct (_ - _)%nat; reflexivity.
      - assert (Vp : forall e, pval e p = value (meaning c) e x) by (intros e; specialize (V e); simpl in V; congruence).
        assert (Vps : forall e, map (pval e) ps = map (value (meaning c) e) X) by (intros e; specialize (V e); simpl in V; congruence).
        assert (Hi := IH X (Pos.succ k) Vps (fun q J => B q (or_intror J))).
        assert (low : (i < Pos.succ k)%positive -> eqm (here c) (size c) (fun _ => 0) (slot (rho c) i (component_slots img wanted (Pos.succ k) ps))).
        { intros L. eapply eqm_trans; [| exact Hi]. apply eqm_eq. intros r.
          destruct (Pos.ltb_spec i (Pos.succ k)); [reflexivity | lia]. }
        simpl. destruct (Pos.compare_spec i k) as [-> | L | L].
        + rewrite W. simpl. rewrite Pos.eqb_refl, Nat.sub_diag.
          eapply eqm_trans with (fun r => pev (rho c) (psubst (image_of img) p) r + 0).
          * eapply eqm_trans; [| apply eqm_plus; [apply (good_psubst (here c) (size c) (rho c) Rc (image_of img) Ig p) | apply eqm_refl]].
            apply eqm_near. apply (filter_imp (fun r => pev (rho c) p r = pval (env c r) p)).
            -- intros r E. destruct (Pos.ltb_spec k k); [lia |]. simpl. rewrite <- Vp, <- E. ring.
            -- apply poly_near; [exact Rl | apply B; left; reflexivity].
          * apply eqm_plus; [apply eqm_refl |]. apply low. lia.
        + assert (Z := low ltac:(lia)).
          destruct (wanted k); simpl; [destruct (Pos.eqb_spec k i); [lia |] |].
          * eapply eqm_trans; [| eapply eqm_trans; [exact Z | apply eqm_eq; intros r; ring]].
            apply eqm_eq. intros r. destruct (Pos.ltb_spec i k); [reflexivity | lia].
          * eapply eqm_trans; [| exact Z]. apply eqm_eq. intros r. destruct (Pos.ltb_spec i k); [reflexivity | lia].
        + assert (Step_ : forall r, (if Pos.ltb i k then 0 else match nth_error (x :: X) (Pos.to_nat i - Pos.to_nat k) with Some x0 => value (meaning c) (env c r) x0 | None => 0 end)
            = (if Pos.ltb i (Pos.succ k) then 0 else match nth_error X (Pos.to_nat i - Pos.to_nat (Pos.succ k)) with Some x0 => value (meaning c) (env c r) x0 | None => 0 end)).
          { intros r. destruct (Pos.ltb_spec i k); [lia |]. destruct (Pos.ltb_spec i (Pos.succ k)); [lia |].
            replace (Pos.to_nat i - Pos.to_nat k)%nat with (S (Pos.to_nat i - Pos.to_nat (Pos.succ k))) by lia. reflexivity. }
          destruct (wanted k); simpl; [destruct (Pos.eqb_spec k i); [lia |] |].
          * eapply eqm_trans; [apply eqm_eq, Step_ |]. eapply eqm_trans; [exact Hi |]. apply eqm_eq. intros r. ring.
          * eapply eqm_trans; [apply eqm_eq, Step_ |]. exact Hi. }
    eapply eqm_trans; [| apply (general ps X 1%positive V Bp)].
    apply eqm_eq. intros r. destruct (Pos.ltb_spec i 1); [lia |].
    replace (Pos.to_nat i - Pos.to_nat 1)%nat with (Nat.pred (Pos.to_nat i)) by lia. reflexivity.
Qed.
End Proof.
