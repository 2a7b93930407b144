(** * Values and partial derivatives in intervals

    A number-dual is an interval that contains the value of an expression at a point, with intervals that contain its
    derivatives by the leaves that are wanted. That it could be computed shows that the expression is defined there. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List Bool PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Expr Germs Affine Tower Syntax Arrays Flow Dual Interval Points.
Import ListNotations.
Open Scope R_scope.

Definition partials := PositiveMap.t interval.
Record ndual := { nval : interval; nder : partials }.

Section Numbers.
Variables (prec : positive) (functions : list poly).
(** What contains the values of a function, if the function is analytic on the interval. *)
Variable icall : positive -> fn -> interval -> option interval.

Definition pcall (f : fn) (i : interval) : option interval :=
  match f with
  | Sigma s k =>
    Some (ipoly prec (fun v => if Pos.eqb v 1 then i else exact (0 # 1)) (derived_times k (function_of functions s)))
  | _ => icall prec f i
  end.

(** The value of an expression in one leaf. *)
Fixpoint at_interval (i : interval) (x : expr) : option interval :=
  match x with
  | Num c => Some (exact c)
  | Leaf _ => Some i
  | Add a b => match at_interval i a, at_interval i b with Some p, Some q => Some (iadd prec p q) | _, _ => None end
  | Mul a b => match at_interval i a, at_interval i b with Some p, Some q => Some (imul prec p q) | _, _ => None end
  | Pow a n => match at_interval i a with Some p => Some (ipower prec p (N.of_nat n)) | None => None end
  | Call f a => match at_interval i a with Some p => pcall f p | None => None end
  end.

Definition both (a b : option interval) : option interval :=
  match a, b with Some i, Some j => Some (iadd prec i j) | Some i, None => Some i | None, j => j end.
Definition pmerge (g h : partials) : partials :=
  match g, h with
  | PositiveMap.Leaf, _ => h
  | _, PositiveMap.Leaf => g
  | _, _ => PositiveMap.map2 both g h
  end.
Definition pscaled (i : interval) (g : partials) : partials := PositiveMap.map (imul prec i) g.

Definition no_partials : partials := PositiveMap.empty interval.
Definition nnum (c : Q) : ndual := {| nval := exact c; nder := no_partials |}.
Definition nadd (a b : ndual) : ndual := {| nval := iadd prec (nval a) (nval b); nder := pmerge (nder a) (nder b) |}.
Definition nmul (a b : ndual) : ndual :=
  {| nval := imul prec (nval a) (nval b); nder := pmerge (pscaled (nval b) (nder a)) (pscaled (nval a) (nder b)) |}.
Fixpoint nsum (l : list ndual) : ndual := match l with [] => nnum 0 | [a] => a | a :: l => nadd a (nsum l) end.
Fixpoint nproduct (l : list ndual) : ndual := match l with [] => nnum 1 | [a] => a | a :: l => nmul a (nproduct l) end.
Definition npower (a : ndual) (n : N) : ndual :=
  match n with
  | N0 => nnum 1
  | Npos 1 => a
  | n => {| nval := ipower prec (nval a) n;
            nder := pscaled (imul prec (exact (Z.of_N n # 1)) (ipower prec (nval a) (N.pred n))) (nder a) |}
  end.
Definition ncall (f : fn) (a : ndual) : option ndual :=
  match pcall f (nval a) with
  | None => None
  | Some v =>
    match nder a with
    | PositiveMap.Leaf => Some {| nval := v; nder := no_partials |}
    | g => match at_interval (nval a) (slope_of f) with
           | Some s => Some {| nval := v; nder := pscaled s g |}
           | None => None
           end
    end
  end.
Definition numbers : scalars ndual :=
  {| s_num := nnum; s_sum := nsum; s_product := nproduct; s_power := npower; s_call := ncall |}.

(** *** They contain what they should *)
Definition here : interp := functions_of_place functions.
Hypothesis icall_sound : forall p f i j x, icall p f i = Some j -> contains i x ->
  in_domain f x /\ contains j (apply here f x).

Lemma pcall_sound f i j x : pcall f i = Some j -> contains i x -> in_domain f x /\ contains j (apply here f x).
Proof.
  intros H C. destruct f; try exact (icall_sound prec _ i j x H C).
  cbn [pcall] in H. injection H as <-. split; [exact Logic.I |].
  cbn [apply sigma here functions_of_place]. unfold uval. apply ipoly_sound. intros v. unfold at_one, update.
  destruct v; [exact zero_contains | exact zero_contains | exact C].
Qed.
Lemma at_interval_sound i x y : contains i x -> forall j, at_interval i y = Some j ->
  defined here (fun _ => x) y /\ contains j (value here (fun _ => x) y).
Proof.
  intros C. induction y as [c|k|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [at_interval defined value]; intros j H.
  - injection H as <-. split; [exact Logic.I | apply exact_sound].
  - injection H as <-. split; [exact Logic.I | exact C].
  - destruct (at_interval i a) as [p|]; [| discriminate]. destruct (at_interval i b) as [q|]; [| discriminate].
    injection H as <-. destruct (IHa p eq_refl) as [A A']. destruct (IHb q eq_refl) as [B B'].
    split; [split; assumption | apply iadd_sound; assumption].
  - destruct (at_interval i a) as [p|]; [| discriminate]. destruct (at_interval i b) as [q|]; [| discriminate].
    injection H as <-. destruct (IHa p eq_refl) as [A A']. destruct (IHb q eq_refl) as [B B'].
    split; [split; assumption | apply imul_sound; assumption].
  - destruct (at_interval i a) as [p|]; [| discriminate]. injection H as <-. destruct (IHa p eq_refl) as [A A'].
    split; [exact A |]. rewrite <- (Nat2N.id n) at 2. apply ipower_sound, A'.
  - destruct (at_interval i a) as [p|]; [| discriminate]. destruct (IHa p eq_refl) as [A A'].
    destruct (pcall_sound f p j _ H A') as [B B']. split; [split; assumption | exact B'].
Qed.

Variable e : positive -> R.
Variable wanted : positive -> bool.
Definition partial_in (o : option interval) (d : R) : Prop := match o with Some i => contains i d | None => d = 0 end.
Definition partials_in (g : partials) (d : positive -> R) : Prop :=
  forall i, wanted i = true -> partial_in (PositiveMap.find i g) (d i).
Definition nrelated (x : expr) (a : ndual) : Prop := defined here e x /\ contains (nval a) (value here e x) /\
  partials_in (nder a) (fun i => along here e (unit_at i) (gradient x)).

Lemma find_leaf i : PositiveMap.find i (PositiveMap.Leaf interval) = None.
Proof. destruct i; reflexivity. Qed.
Lemma both_in a b x y : partial_in a x -> partial_in b y -> partial_in (both a b) (x + y).
Proof.
  destruct a as [i|], b as [j|]; simpl; intros A B.
  - apply iadd_sound; assumption.
  - rewrite B, Rplus_0_r. exact A.
  - rewrite A, Rplus_0_l. exact B.
  - rewrite A, B. ring.
Qed.
Lemma pmerge_find g h i : PositiveMap.find i (pmerge g h) = both (PositiveMap.find i g) (PositiveMap.find i h).
Proof.
  assert (usual : PositiveMap.find i (PositiveMap.map2 both g h) = both (PositiveMap.find i g) (PositiveMap.find i h)).
  { destruct (PositiveMap.find i g) as [a|] eqn:G.
    - rewrite <- G. apply PositiveMap.map2_1. left. exists a. apply PositiveMap.find_2, G.
    - destruct (PositiveMap.find i h) as [b|] eqn:H.
      + rewrite <- G, <- H. apply PositiveMap.map2_1. right. exists b. apply PositiveMap.find_2, H.
      + destruct (PositiveMap.find i (PositiveMap.map2 both g h)) as [c|] eqn:C; [| reflexivity].
        exfalso. assert (X : PositiveMap.In i (PositiveMap.map2 both g h)) by (exists c; apply PositiveMap.find_2, C).
        apply PositiveMap.map2_2 in X. destruct X as [[a A] | [a A]]; apply PositiveMap.find_1 in A; congruence. }
  destruct g as [|gl go gr].
  - rewrite find_leaf. reflexivity.
  - assert (right : forall o, both o None = o) by (intros [a|]; reflexivity).
    destruct h as [|hl ho hr]; [| exact usual]. rewrite find_leaf.
    rewrite right. reflexivity.
Qed.
Lemma pmerge_in g h d c : partials_in g d -> partials_in h c -> partials_in (pmerge g h) (fun i => d i + c i).
Proof. intros G H i W. rewrite pmerge_find. apply both_in; [apply G, W | apply H, W]. Qed.
Lemma pscaled_in a x g d : contains a x -> partials_in g d -> partials_in (pscaled a g) (fun i => x * d i).
Proof.
  intros A G i W. unfold pscaled. rewrite PMF.map_o. specialize (G i W).
  destruct (PositiveMap.find i g) as [j|]; simpl in *.
  - apply imul_sound; assumption.
  - rewrite G. ring.
Qed.
Lemma partials_in_ext g d c : (forall i, d i = c i) -> partials_in g d -> partials_in g c.
Proof. intros E G i W. rewrite <- E. apply G, W. Qed.
Lemma empty_in : partials_in no_partials (fun _ => 0).
Proof. intros i _. unfold no_partials. rewrite PositiveMap.gempty. reflexivity. Qed.

Lemma nrelated_num c : nrelated (Num c) (nnum c).
Proof. split; [exact Logic.I |]. split; [apply exact_sound | apply empty_in]. Qed.
Lemma nrelated_add x y a b : nrelated x a -> nrelated y b -> nrelated (Add x y) (nadd a b).
Proof.
  intros [D [V G]] [D' [V' G']]. split; [split; assumption |]. split; [apply iadd_sound; assumption |].
  cbn [nadd nder gradient].
  apply (partials_in_ext _ (fun i => along here e (unit_at i) (gradient x) + along here e (unit_at i) (gradient y)));
    [intros i; rewrite along_app; reflexivity | apply pmerge_in; assumption].
Qed.
Lemma nrelated_mul x y a b : nrelated x a -> nrelated y b -> nrelated (Mul x y) (nmul a b).
Proof.
  intros [D [V G]] [D' [V' G']]. split; [split; assumption |]. split; [apply imul_sound; assumption |].
  cbn [nmul nder gradient].
  apply (partials_in_ext _ (fun i => value here e y * along here e (unit_at i) (gradient x)
    + value here e x * along here e (unit_at i) (gradient y))); [intros i; rewrite along_app, !along_gmul;
        reflexivity |].
  apply (pmerge_in _ _ (fun i => value here e y * along here e (unit_at i) (gradient x))
    (fun i => value here e x * along here e (unit_at i) (gradient y))); apply pscaled_in; assumption.
Qed.
Theorem nrelated_sum xs l : Forall2 nrelated xs l -> nrelated (esum xs) (nsum l).
Proof.
  intros A. induction A as [|x a xs l X A IH]; [apply nrelated_num |].
  destruct A as [|y b xs l Y A]; [exact X |].
  change (esum (x :: y :: xs)) with (Add x (esum (y :: xs))). change (nsum (a :: b :: l)) with (nadd a (nsum (b :: l))).
  apply nrelated_add; assumption.
Qed.
Theorem nrelated_product xs l : Forall2 nrelated xs l -> nrelated (eproduct xs) (nproduct l).
Proof.
  intros A. induction A as [|x a xs l X A IH]; [apply nrelated_num |].
  destruct A as [|y b xs l Y A]; [exact X |].
  change (eproduct (x :: y :: xs)) with (Mul x (eproduct (y :: xs))).
  change (nproduct (a :: b :: l)) with (nmul a (nproduct (b :: l))).
  apply nrelated_mul; assumption.
Qed.
Theorem nrelated_power x a n : nrelated x a -> nrelated (Pow x (N.to_nat n)) (npower a n).
Proof.
  intros [D [V G]].
  assert (zero : nrelated (Pow x (N.to_nat 0)) (npower a 0)).
  { split; [exact D |]. split; [| apply empty_in]. simpl. exact one_contains. }
  assert (one : nrelated (Pow x (N.to_nat 1)) (npower a 1)).
  { split; [exact D |]. split; [simpl; rewrite Rmult_1_r; exact V |].
    refine (partials_in_ext _ _ _ _ G). intros i. change (N.to_nat 1) with 1%nat. cbn [gradient].
    rewrite along_gmul. cbn [value pow]. rewrite Q2R_INR. simpl. ring. }
  assert (many : forall n, n <> 0%N -> nrelated (Pow x (N.to_nat n))
    {| nval := ipower prec (nval a) n;
       nder := pscaled (imul prec (exact (Z.of_N n # 1)) (ipower prec (nval a) (N.pred n))) (nder a) |}).
  { intros k K. split; [exact D |]. split; [cbn [value nval]; apply ipower_sound, V |]. cbn [nder].
    assert (E : exists j, N.to_nat k = S j /\ N.to_nat (N.pred k) = j).
    { exists (Nat.pred (N.to_nat k)). rewrite N2Nat.inj_pred. split; [| reflexivity].
      assert (N.to_nat k <> 0%nat) by (intros Z; apply K; apply N2Nat.inj; exact Z). lia. }
    destruct E as [j [E F]]. rewrite E. cbn [gradient].
    apply (partials_in_ext _ (fun i => (INR (S j) * value here e x ^ j) * along here e (unit_at i) (gradient x)));
      [intros i; rewrite along_gmul; cbn [value]; rewrite Q2R_INR; reflexivity |].
    apply pscaled_in; [| exact G]. apply imul_sound; [| rewrite <- F; apply ipower_sound, V].
    rewrite <- Q2R_INR, <- E, N_nat_Z. apply exact_sound. }
  destruct n as [|[p|p|]]; [exact zero | apply (many (Npos p~1)); discriminate | apply (many (Npos p~0));
    discriminate | exact one].
Qed.
Theorem nrelated_call f x a b : nrelated x a -> ncall f a = Some b -> nrelated (Call f x) b.
Proof.
  intros [D [V G]] H. unfold ncall in H. destruct (pcall f (nval a)) as [v|] eqn:Pv; [| discriminate].
  destruct (pcall_sound f _ v _ Pv V) as [Df Cv].
  assert (usual : forall s, at_interval (nval a) (slope_of f) = Some s ->
    nrelated (Call f x) {| nval := v; nder := pscaled s (nder a) |}).
  { intros s S. destruct (at_interval_sound _ _ _ V s S) as [_ B]. unfold slope_of in B. rewrite value_derivative in B.
    split; [split; assumption |]. split; [exact Cv |]. cbn [nder gradient].
    apply (partials_in_ext _ (fun i => slope here f (value here e x) * along here e (unit_at i) (gradient x)));
      [intros i; rewrite along_gmul, value_derivative; reflexivity |].
    apply pscaled_in; [exact B | exact G]. }
  destruct (nder a) as [|gl go gr] eqn:N.
  - injection H as <-. split; [split; assumption |]. split; [exact Cv |]. cbn [nder gradient].
    intros i W. unfold no_partials. rewrite PositiveMap.gempty. simpl. rewrite along_gmul.
    specialize (G i W). rewrite find_leaf in G. simpl in G. rewrite G. ring.
  - destruct (at_interval (nval a) (slope_of f)) as [s|] eqn:S; [| discriminate].
    injection H as <-. exact (usual s eq_refl).
Qed.

(** The leaves. *)
Definition nleaf (at_ : positive -> interval) (i : positive) : ndual :=
  {| nval := at_ i;
     nder := if wanted i then PositiveMap.add i (exact (1 # 1)) no_partials else no_partials |}.
Theorem nrelated_leaf at_ i : contains (at_ i) (e i) -> nrelated (Leaf i) (nleaf at_ i).
Proof.
  intros C. split; [exact Logic.I |]. split; [exact C |]. intros j W. cbn [nder nleaf gradient along value].
  rewrite Q2R_1, Rplus_0_r, Rmult_1_l. unfold unit_at.
  destruct (Pos.eqb_spec i j) as [-> | N].
  - rewrite W, PositiveMap.gss. exact one_contains.
  - destruct (wanted i); [rewrite PositiveMap.gso by (intros X; apply N; symmetry; exact X) |];
      unfold no_partials; rewrite PositiveMap.gempty; reflexivity.
Qed.
End Numbers.
