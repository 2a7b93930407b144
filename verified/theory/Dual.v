(** * Values and partial derivatives computed together

    A dual is the normal form of an expression with the normal forms of its derivatives by the leaves that are wanted.
    What an array names is computed once however often it is used. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Expr Germs Affine Tower.
Import ListNotations.
Open Scope R_scope.

(** [brought]: the variables in it whose relations hold where it is defined. *)
Definition slots := list (positive * poly).
Record dual := { val : poly; der : slots; brought : list positive }.

Fixpoint dmerge (g : slots) : slots -> slots :=
  match g with
  | [] => fun h => h
  | (i, p) :: g' =>
    fix aux (h : slots) : slots :=
      match h with
      | [] => g
      | (j, q) :: h' =>
        match Pos.compare i j with
        | Lt => (i, p) :: dmerge g' h
        | Gt => (j, q) :: aux h'
        | Eq => (i, padd p q) :: dmerge g' h'
        end
      end
  end.
Definition dscale (p : poly) (g : slots) : slots :=
  match p with [] => [] | _ => map (fun t => (fst t, pmul p (snd t))) g end.
Fixpoint union (l : list positive) : list positive -> list positive :=
  match l with
  | [] => fun m => m
  | v :: l' =>
    fix aux (m : list positive) : list positive :=
      match m with
      | [] => l
      | w :: m' =>
        match Pos.compare v w with Lt => v :: union l' m | Gt => w :: aux m' | Eq => v :: union l' m' end
      end
  end.

Definition dnum (c : Q) : dual := {| val := pconst c; der := []; brought := [] |}.
Definition dadd (a b : dual) : dual :=
  {| val := padd (val a) (val b); der := dmerge (der a) (der b); brought := union (brought a) (brought b) |}.
Definition dmul (a b : dual) : dual :=
  {| val := pmul (val a) (val b); der := dmerge (dscale (val b) (der a)) (dscale (val a) (der b));
     brought := union (brought a) (brought b) |}.
Fixpoint dpairs (l : list dual) : list dual := match l with a :: b :: l => dadd a b :: dpairs l | _ => l end.
Fixpoint dsum_in (fuel : nat) (l : list dual) : dual :=
  match l with
  | [] => dnum 0
  | [a] => a
  | _ => match fuel with O => fold_right dadd (dnum 0) l | S f => dsum_in f (dpairs l) end
  end.
Definition dsum (l : list dual) : dual := dsum_in 40 l.
Fixpoint dproduct (l : list dual) : dual :=
  match l with [] => dnum 1 | [a] => a | a :: l => dmul a (dproduct l) end.
Definition dpower (a : dual) (n : nat) : dual :=
  match n with
  | O => {| val := pconst (1 # 1); der := []; brought := brought a |}
  | S O => a
  | S m => {| val := ppow (val a) n; der := dscale (pscale (Z.of_nat n # 1) (ppow (val a) m)) (der a); brought := brought a |}
  end.

(** The table of the atoms, or whatever finds the normal forms of calls. *)
Section Calls.
Variable calls : fn -> poly -> option (poly * list positive).

(** The value of an expression in one leaf: the derivatives of functions are written so. *)
Fixpoint at_argument (x : expr) (p : poly) : option (poly * list positive) :=
  match x with
  | Num c => Some (pconst c, [])
  | Leaf _ => Some (p, [])
  | Add a b => match at_argument a p, at_argument b p with
               | Some (q, vs), Some (s, ws) => Some (padd q s, union vs ws) | _, _ => None end
  | Mul a b => match at_argument a p, at_argument b p with
               | Some (q, vs), Some (s, ws) => Some (pmul q s, union vs ws) | _, _ => None end
  | Pow a n => match at_argument a p with Some (q, vs) => Some (ppow q n, vs) | None => None end
  | Call f a => match at_argument a p with
                | Some (q, vs) => match calls f q with Some (s, ws) => Some (s, union vs ws) | None => None end
                | None => None end
  end.
Definition slope_of (f : fn) : expr := derivative f (Leaf 1).
Definition dcall (f : fn) (a : dual) : option dual :=
  match calls f (val a) with
  | None => None
  | Some (v, vs) =>
    match der a with
    | [] => Some {| val := v; der := []; brought := union vs (brought a) |}
    | g => match at_argument (slope_of f) (val a) with
           | Some (s, ws) => Some {| val := v; der := dscale s g; brought := union vs (union ws (brought a)) |}
           | None => None
           end
    end
  end.

(** *** Names for sums

    What is a sum gets a name, if the table has one for it. Then nothing is multiplied out, and equal sums are equal
    names. *)
Definition renamed (p : poly) : poly :=
  match p with
  | [] | [_] => p
  | _ => let c := lead p in
         if qzero c then p
         else match calls Identity (pscale (Qred (/ c)) p) with Some (q, _) => pscale c q | None => p end
  end.
Definition dname (d : dual) : dual :=
  {| val := renamed (val d); der := map (fun t => (fst t, renamed (snd t))) (der d); brought := brought d |}.
End Calls.

(** Sums and products as expressions. *)
Fixpoint esum (l : list expr) : expr := match l with [] => Num 0 | [x] => x | x :: l => Add x (esum l) end.
Fixpoint eproduct (l : list expr) : expr := match l with [] => Num 1 | [x] => x | x :: l => Mul x (eproduct l) end.

Section Soundness.
Variables (here : R) (size : R -> R) (I : interp).
Hypothesis size_here : size here = 0.
Variable env : R -> positive -> R.
Hypothesis env_continuous : forall i, continuous (fun r => env r i) here.
Variable rho : positive -> R -> R.
Hypothesis rho_continuous : forall v, continuous (rho v) here.
Variable everything : list atom.
Variable wanted : positive -> bool.
Variable calls : fn -> poly -> option (poly * list positive).
Notation "f == g" := (eqm here size f g) (at level 70).
Notation ev := (pev rho).
Hypothesis calls_good : forall f p q vs, calls f p = Some (q, vs) -> in_domain f (ev p here) ->
  (forall r, ev q r = apply I f (ev p r)) /\ Forall (met here I rho everything) vs.

Fixpoint slot (i : positive) (g : slots) (r : R) : R :=
  match g with [] => 0 | (j, p) :: g => (if Pos.eqb j i then ev p r else 0) + slot i g r end.

Lemma slot_merge i g h r : slot i (dmerge g h) r = slot i g r + slot i h r.
Proof.
  revert h. induction g as [|[j p] g IH]; intros h; simpl; [ring |].
  induction h as [|[k q] h IHh]; simpl; [ring |].
  destruct (Pos.compare_spec j k) as [-> | |]; simpl.
  - rewrite IH. unfold pev. rewrite pval_add. destruct (Pos.eqb k i); ring.
  - rewrite IH. simpl. ring.
  - rewrite IHh. simpl. ring.
Qed.
Lemma slot_scale i p g r : slot i (dscale p g) r = ev p r * slot i g r.
Proof.
  unfold dscale. destruct p as [|t p]; [simpl; unfold pev; simpl; ring |]. set (p' := t :: p). clearbody p'.
  induction g as [|[j q] g IH]; simpl; [ring |]. rewrite IH. unfold pev. rewrite pval_mul. destruct (Pos.eqb j i); ring.
Qed.
Lemma slot_continuous i g : continuous (slot i g) here.
Proof.
  induction g as [|[j p] g IH]; simpl; [apply continuous_const |].
  apply (continuous_plus (fun r => if Pos.eqb j i then ev p r else 0) (slot i g)); [| exact IH].
  destruct (Pos.eqb j i); [apply (pev_continuous here rho rho_continuous p) | apply continuous_const].
Qed.
Lemma union_all (P : positive -> Prop) l m : Forall P l -> Forall P m -> Forall P (union l m).
Proof.
  revert m. induction l as [|v l IH]; intros m A B; simpl; [exact B |].
  inversion A; subst. induction m as [|w m IHm]; [exact A |].
  inversion B; subst. destruct (Pos.compare v w); constructor; auto.
Qed.

(** A function of time with its partial derivatives, and a dual. *)
Definition represents (f : R -> R) (df : positive -> R -> R) (d : dual) : Prop :=
  f == ev (val d) /\ (forall i, wanted i = true -> df i == slot i (der d)) /\ Forall (met here I rho everything) (brought d).
Definition related (x : expr) (d : dual) : Prop := defined I (env here) x ->
  represents (fun r => value I (env r) x) (fun i r => along I (env r) (unit_at i) (gradient x)) d.

Lemma represents_ext f g df dg d : (forall r, f r = g r) -> (forall i r, df i r = dg i r) -> represents f df d -> represents g dg d.
Proof.
  intros E F [V [D M]]. split; [| split; [| exact M]].
  - eapply eqm_trans; [apply eqm_eq; intros r; symmetry; apply E | exact V].
  - intros i W. eapply eqm_trans; [apply eqm_eq; intros r; symmetry; apply F | apply D, W].
Qed.
Lemma represents_num c : represents (fun _ => Q2R c) (fun _ _ => 0) (dnum c).
Proof.
  split; [| split; [intros i _; apply eqm_refl | constructor]].
  apply eqm_eq. intros r. unfold pev. simpl. rewrite pval_const. reflexivity.
Qed.
Lemma represents_add f df a g dg b : represents f df a -> represents g dg b ->
  represents (fun r => f r + g r) (fun i r => df i r + dg i r) (dadd a b).
Proof.
  intros [V [D M]] [W [F N]]. split; [| split].
  - eapply eqm_trans; [apply (eqm_plus here size _ _ _ _ V W) |]. apply eqm_eq. intros r. unfold pev. simpl. rewrite pval_add. reflexivity.
  - intros i P. eapply eqm_trans; [apply (eqm_plus here size _ _ _ _ (D i P) (F i P)) |].
    apply eqm_eq. intros r. simpl. symmetry. apply slot_merge.
  - apply union_all; assumption.
Qed.
Lemma represents_mul f df a g dg b : continuous f here -> continuous g here -> represents f df a -> represents g dg b ->
  represents (fun r => f r * g r) (fun i r => g r * df i r + f r * dg i r) (dmul a b).
Proof.
  intros Cf Cg [V [D M]] [W [F N]]. split; [| split].
  - eapply eqm_trans; [apply (eqm_mult here size f (ev (val a)) g (ev (val b))); auto using pev_continuous |].
    apply eqm_eq. intros r. unfold pev. simpl. rewrite pval_mul. reflexivity.
  - intros i P.
    apply eqm_trans with (fun r => ev (val b) r * slot i (der a) r + ev (val a) r * slot i (der b) r).
    { apply eqm_plus; apply eqm_mult; auto using slot_continuous. }
    apply eqm_eq. intros r. simpl. rewrite slot_merge, !slot_scale. reflexivity.
  - apply union_all; assumption.
Qed.

Lemma value_cont x : defined I (env here) x -> continuous (fun r => value I (env r) x) here.
Proof. apply value_continuous, env_continuous. Qed.

Lemma related_num c : related (Num c) (dnum c).
Proof. intros _. apply (represents_ext (fun _ => Q2R c) _ (fun _ _ => 0)); [reflexivity | reflexivity | apply represents_num]. Qed.
Lemma related_mul x y a b : related x a -> related y b -> related (Mul x y) (dmul a b).
Proof.
  intros A B [Dx Dy].
  eapply represents_ext; [| | apply (represents_mul _ _ _ _ _ _ (value_cont x Dx) (value_cont y Dy) (A Dx) (B Dy))].
  - reflexivity.
  - intros i r. simpl. rewrite along_app, !along_gmul. reflexivity.
Qed.

Definition totals (F : list (R -> R)) (r : R) : R := fold_right (fun f s => f r + s) 0 F.
Inductive all_represent : list (R -> R) -> list (positive -> R -> R) -> list dual -> Prop :=
| none : all_represent [] [] []
| more f df d F G l : represents f df d -> all_represent F G l -> all_represent (f :: F) (df :: G) (d :: l).
Definition dtotals (G : list (positive -> R -> R)) (i : positive) (r : R) : R := fold_right (fun f s => f i r + s) 0 G.

Lemma represents_fold F G l : all_represent F G l -> represents (totals F) (dtotals G) (fold_right dadd (dnum 0) l).
Proof.
  induction 1; simpl.
  - eapply represents_ext; [| | apply (represents_num 0)]; [intros r; apply Q2R_0 | reflexivity].
  - eapply represents_ext; [| | apply (represents_add _ _ _ _ _ _ H IHall_represent)]; reflexivity.
Qed.
Lemma represents_pairs n : forall F G l, (length l <= n)%nat -> all_represent F G l ->
  exists F' G', all_represent F' G' (dpairs l) /\ (forall r, totals F' r = totals F r) /\ (forall i r, dtotals G' i r = dtotals G i r).
Proof.
  induction n as [|n IH]; intros F G l L A.
  - destruct A; [exists [], []; repeat split; constructor | inversion L].
  - destruct A as [|f df d F G l R A]; [exists [], []; repeat split; constructor |].
    destruct A as [|g dg e F G l R' A]; [exists [f], [df]; split; [constructor; [exact R | constructor] | split; reflexivity] |].
    destruct (IH F G l) as [F' [G' [A' [E E']]]]; [simpl in L; apply le_S_n in L; apply Nat.le_trans with (S (length l)); [apply Nat.le_succ_diag_r | exact L] | exact A |].
    exists ((fun r => f r + g r) :: F'), ((fun i r => df i r + dg i r) :: G').
    split; [constructor; [apply represents_add; assumption | exact A'] |].
    split; [intros r; simpl; rewrite E; ring | intros i r; simpl; rewrite E'; ring].
Qed.
Lemma represents_sum_in fuel : forall F G l, all_represent F G l -> represents (totals F) (dtotals G) (dsum_in fuel l).
Proof.
  induction fuel as [|fuel IH]; intros F G l A.
  - destruct A as [|f df d F G l R A].
    + apply (represents_fold [] [] [] none).
    + destruct A as [|g dg e F G l R' A].
      * eapply represents_ext; [| | exact R]; intros; simpl; ring.
      * apply (represents_fold (f :: g :: F) (df :: dg :: G) (d :: e :: l)). constructor; [exact R | constructor; [exact R' | exact A]].
  - destruct A as [|f df d F G l R A].
    + apply (represents_fold [] [] [] none).
    + destruct A as [|g dg e F G l R' A].
      * eapply represents_ext; [| | exact R]; intros; simpl; ring.
      * assert (A2 : all_represent (f :: g :: F) (df :: dg :: G) (d :: e :: l)) by (constructor; [exact R | constructor; [exact R' | exact A]]).
        destruct (represents_pairs _ _ _ _ (le_n _) A2) as [F' [G' [A' [E E']]]].
        change (dsum_in (S fuel) (d :: e :: l)) with (dsum_in fuel (dpairs (d :: e :: l))).
        eapply represents_ext; [exact E | exact E' | apply IH, A'].
Qed.

Lemma value_esum e l : value I e (esum l) = fold_right (fun x s => value I e x + s) 0 l.
Proof.
  induction l as [|x l IH]; [apply Q2R_0 |]. destruct l as [|y l]; [simpl; ring |].
  change (esum (x :: y :: l)) with (Add x (esum (y :: l))). cbn [value]. rewrite IH. reflexivity.
Qed.
Lemma along_esum e v l : along I e v (gradient (esum l)) = fold_right (fun x s => along I e v (gradient x) + s) 0 l.
Proof.
  induction l as [|x l IH]; [reflexivity |]. destruct l as [|y l]; [simpl; ring |].
  change (esum (x :: y :: l)) with (Add x (esum (y :: l))). cbn [gradient]. rewrite along_app, IH. reflexivity.
Qed.
Lemma defined_esum e l : defined I e (esum l) -> forall x, In x l -> defined I e x.
Proof.
  induction l as [|y l IH]; [simpl; tauto |]. destruct l as [|z l].
  - intros D x [<- | []]. exact D.
  - change (esum (y :: z :: l)) with (Add y (esum (z :: l))). intros [D1 D2] x [<- | J]; [exact D1 | apply IH; assumption].
Qed.

Theorem related_sum xs l : Forall2 related xs l -> related (esum xs) (dsum l).
Proof.
  intros A D.
  assert (R : all_represent (map (fun x r => value I (env r) x) xs) (map (fun x i r => along I (env r) (unit_at i) (gradient x)) xs) l).
  { assert (H := defined_esum _ _ D). clear D. induction A as [|x d xs l X A IH]; simpl; constructor.
    - apply X, H. left. reflexivity.
    - apply IH. intros y J. apply H. right. exact J. }
  eapply represents_ext; [| | apply (represents_sum_in 40 _ _ _ R)].
  - intros r. rewrite value_esum. unfold totals. clear. induction xs as [|x xs IH]; simpl; [reflexivity | rewrite IH; reflexivity].
  - intros i r. rewrite along_esum. unfold dtotals. clear. induction xs as [|x xs IH]; simpl; [reflexivity | rewrite IH; reflexivity].
Qed.

Theorem related_product xs l : Forall2 related xs l -> related (eproduct xs) (dproduct l).
Proof.
  intros A. induction A as [|x d xs l X A IH]; [apply related_num |].
  destruct A as [|y e xs l Y A]; [exact X |].
  change (eproduct (x :: y :: xs)) with (Mul x (eproduct (y :: xs))).
  change (dproduct (d :: e :: l)) with (dmul d (dproduct (e :: l))). apply related_mul; assumption.
Qed.

Lemma eqm_pow f g n : continuous f here -> continuous g here -> f == g -> (fun r => f r ^ n) == (fun r => g r ^ n).
Proof.
  intros Cf Cg E. induction n as [|n IH]; simpl; [apply eqm_refl |].
  apply (eqm_mult here size f g (fun r => f r ^ n) (fun r => g r ^ n)); auto.
  clear - Cg. induction n as [|n IH]; simpl; [apply continuous_const |].
  apply (continuous_mult g (fun r => g r ^ n)); assumption.
Qed.

Theorem related_power x a n : related x a -> related (Pow x n) (dpower a n).
Proof.
  intros A D. cbn [defined] in D. destruct (A D) as [V [F M]].
  assert (C := value_cont x D).
  destruct n as [|[|n]].
  - split; [| split; [intros i _; apply eqm_refl | exact M]].
    apply eqm_eq. intros r. unfold pev. cbn [val dpower value pow]. rewrite pval_const, Q2R_1. reflexivity.
  - eapply represents_ext; [| | split; [exact V | split; [exact F | exact M]]].
    + intros r. simpl. ring.
    + intros i r. cbn [gradient]. rewrite along_gmul. cbn [value pow]. rewrite Q2R_INR. simpl. ring.
  - set (m := S n). split; [| split; [| exact M]].
    + cbn [value]. eapply eqm_trans; [apply (eqm_pow _ _ _ C (pev_continuous here rho rho_continuous (val a)) V) |].
      apply eqm_eq. intros r. unfold pev, dpower, m. cbn [val]. rewrite pval_pow. reflexivity.
    + intros i P. cbn [gradient].
      apply eqm_trans with (fun r => (INR (S m) * ev (val a) r ^ m) * slot i (der a) r).
      * eapply eqm_trans; [apply eqm_eq; intros r; rewrite along_gmul; cbn [value]; rewrite Q2R_INR; reflexivity |].
        apply eqm_mult.
        -- apply (continuous_mult (fun _ => INR (S m)) (fun r => value I (env r) x ^ m)); [apply continuous_const |].
           apply (value_cont (Pow x m)). exact D.
        -- apply slot_continuous.
        -- apply eqm_mult; [apply continuous_const | | apply eqm_refl |].
           ++ assert (Cp := pev_continuous here rho rho_continuous (ppow (val a) m)). revert Cp.
              apply (continuous_ext (pev rho (ppow (val a) m))). intros r. unfold pev. apply pval_pow.
           ++ apply (eqm_pow _ _ _ C (pev_continuous here rho rho_continuous (val a)) V).
        -- apply F, P.
      * apply eqm_eq. intros r. unfold dpower, m. cbn [der]. rewrite slot_scale. unfold pev. rewrite pval_scale, Q2R_INR, pval_pow. reflexivity.
Qed.

(** Derivatives of functions at a normal form. *)
Lemma at_argument_good x p : forall q vs, at_argument calls x p = Some (q, vs) ->
  defined I (fun _ => ev p here) x ->
  (forall r, ev q r = value I (fun _ => ev p r) x) /\ Forall (met here I rho everything) vs.
Proof.
  induction x as [c|i|a IHa b IHb|a IHa b IHb|a IHa n|f a IHa]; cbn [at_argument defined]; intros q vs H D.
  - injection H as <- <-. split; [intros r; unfold pev; apply pval_const | constructor].
  - injection H as <- <-. split; [reflexivity | constructor].
  - destruct (at_argument calls a p) as [[qa va]|]; [| discriminate]. destruct (at_argument calls b p) as [[qb vb]|]; [| discriminate].
    injection H as <- <-. destruct (IHa _ _ eq_refl (proj1 D)) as [A1 A2]. destruct (IHb _ _ eq_refl (proj2 D)) as [B1 B2].
    split; [| apply union_all; assumption]. intros r. cbn [value]. rewrite <- A1, <- B1. unfold pev. apply pval_add.
  - destruct (at_argument calls a p) as [[qa va]|]; [| discriminate]. destruct (at_argument calls b p) as [[qb vb]|]; [| discriminate].
    injection H as <- <-. destruct (IHa _ _ eq_refl (proj1 D)) as [A1 A2]. destruct (IHb _ _ eq_refl (proj2 D)) as [B1 B2].
    split; [| apply union_all; assumption]. intros r. cbn [value]. rewrite <- A1, <- B1. unfold pev. apply pval_mul.
  - destruct (at_argument calls a p) as [[qa va]|]; [| discriminate]. injection H as <- <-.
    destruct (IHa _ _ eq_refl D) as [A1 A2]. split; [| exact A2]. intros r. cbn [value]. rewrite <- A1. unfold pev. apply pval_pow.
  - destruct (at_argument calls a p) as [[qa va]|]; [| discriminate]. destruct (calls f qa) as [[s ws]|] eqn:C; [| discriminate].
    injection H as <- <-. destruct (IHa _ _ eq_refl (proj1 D)) as [A1 A2].
    destruct (calls_good f qa s ws C) as [B1 B2]; [rewrite A1; apply D |].
    split; [| apply union_all; assumption]. intros r. cbn [value]. rewrite B1, A1. reflexivity.
Qed.

Theorem related_call f x a b : related x a -> dcall calls f a = Some b -> related (Call f x) b.
Proof.
  intros A H [Dx Df]. destruct (A Dx) as [V [F M]]. unfold dcall in H.
  assert (C := value_cont x Dx). assert (Ca := pev_continuous here rho rho_continuous (val a)).
  assert (E := eqm_here here size size_here _ _ V). cbv beta in E.
  assert (Da : in_domain f (ev (val a) here)) by (rewrite <- E; exact Df).
  destruct (calls f (val a)) as [[v vs]|] eqn:Cf; [| discriminate].
  destruct (calls_good f (val a) v vs Cf Da) as [B1 B2].
  assert (Vv : (fun r => value I (env r) (Call f x)) == ev v).
  { cbn [value]. eapply eqm_trans; [apply (eqm_call here size size_here I f _ (ev (val a)) C Ca Df V) |].
    apply eqm_eq. intros r. symmetry. apply B1. }
  destruct (der a) as [|t g] eqn:G.
  - injection H as <-. split; [exact Vv |]. split; [| apply union_all; assumption].
    intros i P. cbn [der gradient].
    apply (small_ext here size (fun r => value I (env r) (derivative f x) * (along I (env r) (unit_at i) (gradient x) - slot i [] r))).
    + intros r. rewrite along_gmul. simpl. ring.
    + apply small_mult; [apply value_cont, defined_derivative; assumption |]. apply (F i P).
  - destruct (at_argument calls (slope_of f) (val a)) as [[s ws]|] eqn:S; [| discriminate]. injection H as <-.
    destruct (at_argument_good _ _ _ _ S) as [S1 S2].
    { unfold slope_of. apply defined_derivative; [exact Logic.I | exact Da]. }
    split; [exact Vv |]. split; [| repeat apply union_all; assumption].
    intros i P. cbn [der gradient].
    apply eqm_trans with (fun r => ev s r * slot i (t :: g) r); [| apply eqm_eq; intros r; symmetry; apply slot_scale].
    eapply eqm_trans; [apply eqm_eq; intros r; apply along_gmul |].
    apply eqm_mult; [apply value_cont, defined_derivative; assumption | apply slot_continuous | | apply F, P].
    (* the slope at the value, and at its normal form *)
    apply eqm_trans with (fun r => slope I f (ev (val a) r)).
    + assert (Sl : (fun r => slope I f (value I (env r) x)) == (fun r => slope I f (ev (val a) r))).
      { assert (general : forall y, defined I (fun _ => value I (env here) x) y ->
          (fun r => value I (fun _ => value I (env r) x) y) == (fun r => value I (fun _ => ev (val a) r) y)).
        { assert (cont : forall h y, continuous h here -> defined I (fun _ => h here) y -> continuous (fun r => value I (fun _ => h r) y) here).
          { intros h y Ch Dy. apply (value_continuous I (fun r _ => h r) here y); [intros _; exact Ch | exact Dy]. }
          induction y as [c|j|y1 IH1 y2 IH2|y1 IH1 y2 IH2|y1 IH1 n|k y1 IH1]; cbn [value defined]; intros Dy.
          - apply eqm_refl.
          - exact V.
          - apply eqm_plus; [apply IH1, Dy | apply IH2, Dy].
          - apply eqm_mult; [apply cont; [exact C | apply Dy] | apply cont; [exact Ca | rewrite <- E; apply Dy] | apply IH1, Dy | apply IH2, Dy].
          - apply eqm_pow; [apply cont; [exact C | exact Dy] | apply cont; [exact Ca | rewrite <- E; exact Dy] | apply IH1, Dy].
          - apply (eqm_call here size size_here I k (fun r => value I (fun _ => value I (env r) x) y1)
                     (fun r => value I (fun _ => ev (val a) r) y1));
              [apply cont; [exact C | apply Dy] | apply cont; [exact Ca | rewrite <- E; apply Dy] | apply Dy | apply IH1, Dy]. }
        assert (X := general (derivative f (Leaf 1)) (defined_derivative I (fun _ => value I (env here) x) f (Leaf 1) Logic.I Df)).
        eapply eqm_trans; [| eapply eqm_trans; [exact X |]]; apply eqm_eq; intros r; rewrite value_derivative; reflexivity. }
      eapply eqm_trans; [| exact Sl]. apply eqm_eq. intros r. apply value_derivative.
    + apply eqm_eq. intros r. rewrite S1. unfold slope_of. rewrite value_derivative. reflexivity.
Qed.

Lemma renamed_good p r : pev rho (renamed calls p) r = pev rho p r.
Proof.
  unfold renamed. destruct p as [|t [|t' p]]; try reflexivity. set (p' := t :: t' :: p). clearbody p'.
  destruct (qzero (lead p')) eqn:Z; [reflexivity |].
  destruct (calls Identity (pscale (Qred (/ lead p')) p')) as [[q vs]|] eqn:C; [| reflexivity].
  destruct (calls_good Identity _ q vs C Logic.I) as [E _]. destruct (qinv_scale _ Z) as [Ei N].
  unfold pev. rewrite pval_scale. fold (pev rho q r). rewrite E. cbn [apply]. unfold pev. rewrite pval_scale, Ei. field. exact N.
Qed.
Theorem related_name x d : related x d -> related x (dname calls d).
Proof.
  intros A D. destruct (A D) as [V [F M]]. split; [| split; [| exact M]].
  - eapply eqm_trans; [exact V |]. apply eqm_eq. intros r. symmetry. apply renamed_good.
  - intros i W. eapply eqm_trans; [apply F, W |]. apply eqm_eq. intros r. cbn [der dname].
    generalize (der d). intros s. induction s as [|[j p] s IH]; simpl; [reflexivity |].
    rewrite <- IH. destruct (Pos.eqb j i); [rewrite renamed_good |]; reflexivity.
Qed.
End Soundness.
