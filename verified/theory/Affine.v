(** * Substitution, and the affine equations of a set

    The affine equations are solved by Gauss-Jordan elimination, in one fixed way: on the subspace every pivot is a
    polynomial in the other variables. What is left are the curved equations. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra List PArith NArith ZArith QArith Qreals FMapPositive FMapFacts Orders Mergesort Permutation.
From Certsim Require Import Gronwall Poly Functions Expr Germs.
Import ListNotations.
Open Scope R_scope.

Module PMF := FMapFacts.WFacts PositiveMap.
Definition images := PositiveMap.t poly.
Definition image_of (img : images) (v : positive) : option poly := PositiveMap.find v img.

(** ** Substitution of polynomials for variables *)
Section Substitution.
Variable image : positive -> option poly.
Definition vsub (v : positive) : poly := match image v with Some p => p | None => pvar v end.
Fixpoint msub (m : mono) : poly :=
  match m with
  | [] => pconst (1 # 1)
  | v :: m => match image v with Some p => pmul p (msub m) | None => tmul [v] (1 # 1) (msub m) end
  end.
Definition mentioned (m : mono) : bool := existsb (fun v => match image v with Some _ => true | None => false end) m.
Fixpoint psub_terms (p : poly) : list poly :=
  match p with
  | [] => []
  | (m, c) :: p => (if mentioned m then pscale c (msub m) else [(m, c)]) :: psub_terms p
  end.
Definition psubst (p : poly) : poly :=
  if existsb (fun t => mentioned (fst t)) p then psum (psub_terms p) else p.

(** Exactly, at one point. *)
Lemma pval_msub e m : (forall w p, image w = Some p -> e w = pval e p) -> pval e (msub m) = mval e m.
Proof.
  intros G. induction m as [|v m IH]; cbn [msub mval]; [rewrite pval_const; apply Q2R_1 |].
  destruct (image v) as [p|] eqn:E.
  - rewrite pval_mul, IH, (G v p E). reflexivity.
  - rewrite pval_tmul, IH, Q2R_1. simpl. ring.
Qed.

Lemma pval_psubst e p : (forall w q, image w = Some q -> e w = pval e q) -> pval e (psubst p) = pval e p.
Proof.
  intros G. unfold psubst. destruct existsb; [| reflexivity]. rewrite pval_sum.
  induction p as [|[m c] p IH]; cbn [psub_terms total pval]; [reflexivity |]. rewrite IH.
  destruct (mentioned m); [rewrite pval_scale, pval_msub by exact G; reflexivity | simpl; ring].
Qed.
End Substitution.

(** ** Polynomials in functions of time *)
Section Times.
Variables (here : R) (size : R -> R).
Variable rho : positive -> R -> R.
Hypothesis rho_continuous : forall v, continuous (rho v) here.

Definition pev (p : poly) (r : R) : R := pval (fun v => rho v r) p.

Lemma mval_continuous m : continuous (fun r => mval (fun v => rho v r) m) here.
Proof.
  induction m as [|v m IH]; simpl; [apply continuous_const |].
  apply (continuous_mult (rho v) (fun r => mval (fun v => rho v r) m)); [apply rho_continuous | exact IH].
Qed.
Lemma pev_continuous p : continuous (pev p) here.
Proof.
  unfold pev. induction p as [|[m c] p IH]; simpl; [apply continuous_const |].
  apply (continuous_plus (fun r => Q2R c * mval (fun v => rho v r) m) (fun r => pval (fun v => rho v r) p)); [| exact IH].
  apply (continuous_mult (fun _ => Q2R c) (fun r => mval (fun v => rho v r) m));
    [apply continuous_const | apply mval_continuous].
Qed.

Notation "f == g" := (eqm here size f g) (at level 70).
Variable image : positive -> option poly.
Hypothesis good : forall v p, image v = Some p -> rho v == pev p.

Lemma good_vsub v : rho v == pev (vsub image v).
Proof.
  unfold vsub. destruct (image v) as [p|] eqn:E; [apply good, E |].
  apply eqm_eq. intros r. unfold pev. rewrite pval_var. reflexivity.
Qed.

Lemma good_msub m : (fun r => mval (fun v => rho v r) m) == pev (msub image m).
Proof.
  induction m as [|v m IH]; simpl.
  - apply eqm_eq. intros r. unfold pev. rewrite pval_const, Q2R_1. reflexivity.
  - destruct (image v) as [p|] eqn:E.
    + eapply eqm_trans; [apply eqm_mult; [apply rho_continuous | apply (pev_continuous (msub image m)) | apply (good v p E) | exact IH] |].
      apply eqm_eq. intros r. unfold pev. rewrite pval_mul. reflexivity.
    + eapply eqm_trans; [apply eqm_mult; [apply rho_continuous | apply (pev_continuous (msub image m)) | apply eqm_refl | exact IH] |].
      apply eqm_eq. intros r. unfold pev. rewrite pval_tmul, Q2R_1. simpl. ring.
Qed.

Lemma good_psubst p : pev p == pev (psubst image p).
Proof.
  unfold psubst. destruct existsb; [| apply eqm_refl].
  eapply eqm_trans; [| apply eqm_eq; intros r; unfold pev; symmetry; apply pval_sum].
  unfold pev. induction p as [|[m c] p IH]; simpl; [apply eqm_refl |].
  apply eqm_plus; [| exact IH].
  destruct (mentioned image m).
  - eapply eqm_trans; [apply eqm_mult with (f' := fun _ => Q2R c) (g' := pev (msub image m)) |].
    + apply continuous_const.
    + apply pev_continuous.
    + apply eqm_refl.
    + apply good_msub.
    + apply eqm_eq. intros r. unfold pev. rewrite pval_scale. reflexivity.
  - apply eqm_eq. intros r. simpl. ring.
Qed.
End Times.

(** ** Derivatives of polynomials *)
Fixpoint mderive (v : positive) (m : mono) : N * mono :=
  match m with
  | [] => (0%N, [])
  | w :: m' => if Pos.eqb w v then match mderive v m' with (0%N, _) => (1%N, m') | (n, k) => (N.succ n, v :: k) end
               else let '(n, k) := mderive v m' in (n, w :: k)
  end.
Definition pderive (v : positive) (p : poly) : poly :=
  psum (map (fun t => match mderive v (fst t) with
                      | (0%N, _) => []
                      | (n, k) => [(k, qmul (Z.of_N n # 1) (snd t))]
                      end) p).

(** The variables of a polynomial, each once. *)
Definition add_variables (s : PositiveMap.t unit) (m : mono) : PositiveMap.t unit :=
  fold_left (fun s v => PositiveMap.add v tt s) m s.
Definition variables (p : poly) : PositiveMap.t unit :=
  fold_left (fun s t => add_variables s (fst t)) p (PositiveMap.empty unit).
Definition support (p : poly) : list positive := map (@fst positive unit) (PositiveMap.elements (variables p)).

Definition has (s : PositiveMap.t unit) (v : positive) : Prop := PositiveMap.find v s <> None.

Lemma add_variables_keeps m : forall s v, has s v -> has (add_variables s m) v.
Proof.
  induction m as [|w m IH]; intros s v H; simpl; [exact H |]. apply IH. unfold has in *.
  destruct (Pos.eq_dec v w) as [-> | N]; [rewrite PositiveMap.gss; discriminate | rewrite PositiveMap.gso by exact N; exact H].
Qed.
Lemma add_variables_all m : forall s v, In v m -> has (add_variables s m) v.
Proof.
  induction m as [|w m IH]; intros s v; simpl; [tauto |]. intros [<- | J]; [| apply IH, J].
  apply add_variables_keeps. unfold has. rewrite PositiveMap.gss. discriminate.
Qed.
Lemma support_complete p m c v : In (m, c) p -> In v m -> In v (support p).
Proof.
  assert (keeps : forall (q : poly) s, has s v -> has (fold_left (fun s t => add_variables s (fst t)) q s) v).
  { induction q as [|t q IH]; intros s H; simpl; [exact H |]. apply IH, add_variables_keeps, H. }
  assert (all : forall (q : poly) s, In (m, c) q -> In v m -> has (fold_left (fun s t => add_variables s (fst t)) q s) v).
  { induction q as [|t q IH]; intros s J V; simpl in *; [tauto |].
    destruct J as [-> | J]; [apply keeps, add_variables_all, V | apply IH; assumption]. }
  intros J V. assert (H := all p (PositiveMap.empty unit) J V). unfold has in H. fold (variables p) in H.
  destruct (PositiveMap.find v (variables p)) as [[]|] eqn:F; [| congruence].
  apply PositiveMap.elements_correct in F. unfold support.
  change v with (@fst positive unit (v, tt)). apply in_map. exact F.
Qed.
Lemma support_once p : NoDup (support p).
Proof.
  unfold support. assert (H := PositiveMap.elements_3w (variables p)).
  induction H as [|t l N H IH]; simpl; constructor; [| exact IH].
  intros J. apply N. apply in_map_iff in J. destruct J as [t' [E J]].
  apply SetoidList.InA_alt. exists t'. split; [| exact J]. unfold PositiveMap.eq_key. symmetry. exact E.
Qed.

Section Derivative.
Variables e de : positive -> R.
Fixpoint mdir (m : mono) : R := match m with [] => 0 | v :: m => de v * mval e m + e v * mdir m end.
Fixpoint pdir (p : poly) : R := match p with [] => 0 | (m, c) :: p => Q2R c * mdir m + pdir p end.
End Derivative.

Lemma mval_derive (c : R -> positive -> R) (t : R) (de : positive -> R) m :
  (forall v, In v m -> is_derive (fun r => c r v) t (de v)) -> is_derive (fun r => mval (c r) m) t (mdir (c t) de m).
Proof.
  induction m as [|v m IH]; intros D; simpl; [apply (is_derive_const 1) |].
  apply (is_derive_mult (fun r => c r v) (fun r => mval (c r) m)).
  - apply D. left. reflexivity.
  - apply IH. intros w W. apply D. right. exact W.
  - intros; apply Rmult_comm.
Qed.
Lemma pval_derive (c : R -> positive -> R) (t : R) (de : positive -> R) p :
  (forall m q v, In (m, q) p -> In v m -> is_derive (fun r => c r v) t (de v)) ->
  is_derive (fun r => pval (c r) p) t (pdir (c t) de p).
Proof.
  induction p as [|[m q] p IH]; intros D; simpl; [apply (is_derive_const 0) |].
  apply (is_derive_plus (fun r => Q2R q * mval (c r) m) (fun r => pval (c r) p)).
  - apply (is_derive_scal (fun r => mval (c r) m)). apply mval_derive. intros v V. apply (D m q); [left; reflexivity | exact V].
  - apply IH. intros m' q' v J V. apply (D m' q' v); [right; exact J | exact V].
Qed.

Lemma mderive_value e v m : let '(n, k) := mderive v m in
  mdir e (unit_at v) m = IZR (Z.of_N n) * mval e k /\ (n <> 0%N -> mval e m = e v * mval e k) /\ (n = 0%N -> ~ In v m).
Proof.
  induction m as [|w m IH]; simpl; [repeat split; [ring | congruence | tauto] |].
  destruct (mderive v m) as [n k]. destruct IH as [D [V A]]. unfold unit_at at 1.
  destruct (Pos.eqb_spec w v) as [-> | N].
  - destruct n as [|n].
    + split; [rewrite D; simpl; ring |]. split; [reflexivity | discriminate].
    + split; [| split; [simpl; rewrite V by discriminate; reflexivity |]].
      * rewrite D, V by discriminate. rewrite N2Z.inj_succ, succ_IZR. simpl mval. ring.
      * intros E. exfalso. revert E. apply N.neq_succ_0.
  - split; [rewrite D; simpl; ring |]. split.
    + intros H. simpl. rewrite V by exact H. ring.
    + intros H [E | J]; [congruence | exact (A H J)].
Qed.

Lemma pval_pderive e v p : pval e (pderive v p) = pdir e (unit_at v) p.
Proof.
  unfold pderive. rewrite pval_sum. induction p as [|[m c] p IH]; cbn [map total pdir]; [reflexivity |].
  rewrite IH. f_equal. cbn [fst snd]. assert (H := mderive_value e v m). destruct (mderive v m) as [n k].
  destruct H as [-> _]. destruct n as [|n]; simpl; [ring |].
  rewrite Q2R_mul. unfold Q2R at 1. simpl. field.
Qed.

Fixpoint sum_over (l : list positive) (f : positive -> R) : R := match l with [] => 0 | v :: l => f v + sum_over l f end.
Lemma sum_over_ext l f g : (forall v, In v l -> f v = g v) -> sum_over l f = sum_over l g.
Proof. induction l as [|v l IH]; intros E; simpl; [reflexivity |]. rewrite E by (left; reflexivity). rewrite IH; [reflexivity |]. intros w W. apply E. right. exact W. Qed.
Lemma sum_over_plus l f g : sum_over l (fun v => f v + g v) = sum_over l f + sum_over l g.
Proof. induction l as [|v l IH]; simpl; [ring |]. rewrite IH. ring. Qed.
Lemma sum_over_scal l c f : sum_over l (fun v => c * f v) = c * sum_over l f.
Proof. induction l as [|v l IH]; simpl; [ring |]. rewrite IH. ring. Qed.
Lemma sum_over_unit l w f : NoDup l -> In w l -> sum_over l (fun v => unit_at v w * f v) = f w.
Proof.
  induction l as [|v l IH]; intros D J; [inversion J |]. inversion D as [|? ? N D']; subst. simpl. unfold unit_at at 1.
  destruct (Pos.eqb_spec w v) as [-> | M].
  - assert (Z : sum_over l (fun u => unit_at u v * f u) = 0).
    { clear IH D D' J. induction l as [|u l IH]; simpl; [reflexivity |]. unfold unit_at at 1.
      destruct (Pos.eqb_spec v u) as [-> |]; [exfalso; apply N; left; reflexivity |].
      rewrite IH; [ring |]. intros K. apply N. right. exact K. }
    rewrite Z. ring.
  - rewrite IH; [ring | exact D' |]. destruct J as [E | J]; [congruence | exact J].
Qed.

(** The derivative along a velocity is the sum of partial derivatives. *)
Lemma pdir_partials e de p l : NoDup l -> (forall m c v, In (m, c) p -> In v m -> In v l) ->
  pdir e de p = sum_over l (fun v => pval e (pderive v p) * de v).
Proof.
  intros D C.
  assert (M : forall m, (forall v, In v m -> In v l) -> mdir e de m = sum_over l (fun v => mdir e (unit_at v) m * de v)).
  { induction m as [|w m IH]; intros S; simpl.
    - rewrite (sum_over_ext l _ (fun v => 0 * 0)) by (intros; ring). rewrite sum_over_scal. ring.
    - rewrite IH by (intros v V; apply S; right; exact V).
      rewrite (sum_over_ext l (fun v => (unit_at v w * mval e m + e w * mdir e (unit_at v) m) * de v)
                 (fun v => mval e m * (unit_at v w * de v) + e w * (mdir e (unit_at v) m * de v))) by (intros; ring).
      rewrite sum_over_plus, !sum_over_scal, sum_over_unit; [ring | exact D |]. apply S. left. reflexivity. }
  rewrite (sum_over_ext l _ (fun v => pdir e (unit_at v) p * de v)) by (intros v _; rewrite pval_pderive; reflexivity).
  clear -D C M. induction p as [|[m c] p IH]; simpl.
  - rewrite (sum_over_ext l _ (fun v => 0 * 0)) by (intros; ring). rewrite sum_over_scal. ring.
  - rewrite (sum_over_ext l (fun v => (Q2R c * mdir e (unit_at v) m + pdir e (unit_at v) p) * de v)
               (fun v => Q2R c * (mdir e (unit_at v) m * de v) + pdir e (unit_at v) p * de v)) by (intros; ring).
    rewrite sum_over_plus, sum_over_scal, <- M, <- IH; [ring | |].
    + intros n q v J. apply (C n q v). right. exact J.
    + intros v V. apply (C m c v); [left; reflexivity | exact V].
Qed.

(** ** Sets of polynomials, by their hashes *)
Definition mix (h x : Z) : Z := Z.land (h * 31 + x) 268435455.
Definition phash (h : Z) (p : poly) : positive :=
  match fold_left (fun h t => fold_left (fun h v => mix h (Zpos v)) (fst t) (mix (mix h (Qnum (snd t))) (Zpos (Qden (snd t))))) p h with
  | Zpos h => h | _ => 1%positive
  end.
Definition bag := PositiveMap.t (list poly).
Definition bucket (B : bag) (h : positive) : list poly := match PositiveMap.find h B with Some l => l | None => [] end.
Definition in_bag (B : bag) (p : poly) : bool := existsb (peqb p) (bucket B (phash 0 p)).
Definition put (B : bag) (p : poly) : bag := let h := phash 0 p in PositiveMap.add h (p :: bucket B h) B.
Definition bag_of (l : list poly) : bag := fold_left put l (PositiveMap.empty (list poly)).
Fixpoint distinct_from (B : bag) (l : list poly) : list poly :=
  match l with [] => [] | p :: l => if in_bag B p then distinct_from B l else p :: distinct_from (put B p) l end.
Definition distinct (l : list poly) : list poly := distinct_from (PositiveMap.empty (list poly)) l.

Lemma in_distinct l q : In q (distinct l) -> In q l.
Proof.
  unfold distinct. generalize (PositiveMap.empty (list poly)). induction l as [|p l IH]; intros B; simpl; [tauto |].
  destruct (in_bag B p); [intros J; right; exact (IH B J) |].
  intros [-> | J]; [left; reflexivity | right; exact (IH _ J)].
Qed.
Lemma in_bag_of l p : in_bag (bag_of l) p = true -> In p l.
Proof.
  assert (put_bucket : forall B q h x, In x (bucket (put B q) h) -> x = q \/ In x (bucket B h)).
  { intros B q h x. unfold put, bucket. destruct (Pos.eq_dec h (phash 0 q)) as [-> | N].
    - rewrite PositiveMap.gss. intros [<- | J]; [left; reflexivity | right; exact J].
    - rewrite PositiveMap.gso by exact N. tauto. }
  assert (all : forall m B h x, In x (bucket (fold_left put m B) h) -> In x m \/ In x (bucket B h)).
  { induction m as [|q m IH]; intros B h x J; simpl in *; [right; exact J |].
    destruct (IH _ _ _ J) as [K | K]; [left; right; exact K |].
    destruct (put_bucket _ _ _ _ K) as [-> | K']; [left; left; reflexivity | right; exact K']. }
  unfold in_bag. intros H. apply existsb_exists in H. destruct H as [q [J E]]. apply peqb_eq in E. subst q.
  destruct (all _ _ _ _ J) as [K | K]; [exact K |]. unfold bucket in K. rewrite PositiveMap.gempty in K. destruct K.
Qed.

(** ** Solving what is affine *)
Definition degree_le_1 (p : poly) : bool :=
  forallb (fun t => match fst t with [] | [_] => true | _ => false end) p.
Section Elimination.
(** Pivots are parameters that are trained, then frozen ones, then others; among equals the last. *)
Variable rank : positive -> N.
Definition better (v w : positive) : bool :=
  match N.compare (rank v) (rank w) with Gt => true | Lt => false | Eq => Pos.ltb w v end.
Fixpoint pivot (p : poly) : option (positive * Q) :=
  match p with
  | [] => None
  | ([v], c) :: p =>
    match pivot p with
    | Some (w, d) => if better v w then Some (v, c) else Some (w, d)
    | None => Some (v, c)
    end
  | _ :: p => pivot p
  end.
Definition one_image (v : positive) (p : poly) (w : positive) : option poly := if Pos.eqb w v then Some p else None.
(** Images, and the variables that they may mention. *)
Record solved := { images_of : images; mentions : PositiveMap.t unit }.
Definition unsolved : solved := {| images_of := PositiveMap.empty poly; mentions := PositiveMap.empty unit |}.
(** In the images, a new pivot is replaced by its image. *)
Definition solve (s : solved) (v : positive) (q : poly) : solved :=
  {| images_of := PositiveMap.add v q
       (match PositiveMap.find v (mentions s) with
        | Some _ => PositiveMap.map (psubst (one_image v q)) (images_of s)
        | None => images_of s
        end);
     mentions := fold_left (fun m t => add_variables m (fst t)) q (mentions s) |}.
Definition insert (s : solved) (p : poly) : solved * list poly :=
  match psubst (image_of (images_of s)) p with
  | [] => (s, [])
  | p' =>
    if degree_le_1 p' then
      match pivot p' with
      | Some (v, c) => (solve s v (psub (pvar v) (pscale (Qinv c) p')), [])
      | None => (s, [p'])
      end
    else (s, [p])
  end.
Fixpoint insert_all (s : solved) (l : list poly) : solved * list poly :=
  match l with
  | [] => (s, [])
  | p :: l => let '(s', rest) := insert s p in
              let '(s'', rest') := insert_all s' l in (s'', rest ++ rest')
  end.
Definition constant (p : poly) : bool := match p with [] | [([], _)] => true | _ => false end.
Definition is_zero (p : poly) : bool := match p with [] => true | _ => false end.
Fixpoint restrict (fuel : nat) (s : solved) (l : list poly) : images * list poly :=
  let '(s', rest) := insert_all s l in
  let reduced := filter (fun p => negb (is_zero p)) (map (psubst (image_of (images_of s'))) rest) in
  match fuel with
  | O => (images_of s', distinct reduced)
  | S f => if existsb (fun p => degree_le_1 p && negb (constant p)) reduced then restrict f s' reduced
           else (images_of s', distinct reduced)
  end.

(** At a point where all equations hold, the variables are what the images say, and the rest is zero. *)
Variable e : positive -> R.
Definition agrees (img : images) := forall v p, image_of img v = Some p -> e v = pval e p.

Lemma insert_sound s p s' rest : agrees (images_of s) -> pval e p = 0 -> insert s p = (s', rest) ->
  agrees (images_of s') /\ forall q, In q rest -> pval e q = 0.
Proof.
  intros G Z. unfold insert. assert (Z' := pval_psubst (image_of (images_of s)) e p G). rewrite Z in Z'.
  destruct (psubst (image_of (images_of s)) p) as [|t p'] eqn:P; [intros H; injection H as <- <-; split; [exact G | intros q []] |].
  set (p0 := t :: p') in *. clearbody p0. clear P t p'.
  destruct (degree_le_1 p0).
  2: { intros H. injection H as <- <-. split; [exact G | intros q [<- | []]; exact Z]. }
  destruct (pivot p0) as [[v c]|].
  2: { intros H. injection H as <- <-. split; [exact G | intros q [<- | []]; exact Z']. }
  intros H. injection H as <- <-. split; [| intros q []].
  set (q := psub (pvar v) (pscale (/ c) p0)).
  assert (V : e v = pval e q) by (unfold q; rewrite pval_sub, pval_var, pval_scale, Z'; ring).
  intros w s'. unfold solve, image_of. cbn [images_of]. destruct (Pos.eq_dec w v) as [-> | N].
  - rewrite PositiveMap.gss. intros H. injection H as <-. exact V.
  - rewrite PositiveMap.gso by exact N. destruct (PositiveMap.find v (mentions s)); [| apply G].
    rewrite PMF.map_o.
    destruct (PositiveMap.find w (images_of s)) as [r|] eqn:F; simpl; [| discriminate].
    intros H. injection H as <-. rewrite pval_psubst; [apply G, F |].
    intros z y Y. unfold one_image in Y. destruct (Pos.eqb_spec z v) as [-> |]; [| discriminate]. injection Y as <-. exact V.
Qed.

Lemma insert_all_sound l : forall s s' rest, agrees (images_of s) -> (forall q, In q l -> pval e q = 0) ->
  insert_all s l = (s', rest) -> agrees (images_of s') /\ forall q, In q rest -> pval e q = 0.
Proof.
  induction l as [|p l IH]; intros s s' rest G Z H; simpl in H.
  - injection H as <- <-. split; [exact G | intros q []].
  - destruct (insert s p) as [s1 r1] eqn:X. destruct (insert_all s1 l) as [s2 r2] eqn:Y.
    injection H as <- <-.
    destruct (insert_sound s p s1 r1 G (Z p (or_introl eq_refl)) X) as [G1 R1].
    destruct (IH s1 s2 r2 G1 (fun q J => Z q (or_intror J)) Y) as [G2 R2].
    split; [exact G2 |]. intros q J. apply in_app_or in J. destruct J; auto.
Qed.

Lemma restrict_sound fuel : forall l s img' rest, agrees (images_of s) -> (forall q, In q l -> pval e q = 0) ->
  restrict fuel s l = (img', rest) -> agrees img' /\ forall q, In q rest -> pval e q = 0.
Proof.
  induction fuel as [|fuel IH]; intros l s img' rest G Z H; simpl in H;
    destruct (insert_all s l) as [i1 r1] eqn:X; destruct (insert_all_sound l s i1 r1 G Z X) as [G1 S1];
    assert (R : forall q, In q (filter (fun p => negb (is_zero p)) (map (psubst (image_of (images_of i1))) r1)) -> pval e q = 0)
      by (intros q J; apply filter_In in J; destruct J as [J _]; apply in_map_iff in J; destruct J as [p [<- J]];
          rewrite pval_psubst by exact G1; apply S1, J).
  - injection H as <- <-. split; [exact G1 |]. intros q J. apply R, in_distinct, J.
  - destruct (existsb _ _).
    + apply (IH _ i1 img' rest G1 R H).
    + injection H as <- <-. split; [exact G1 |]. intros q J. apply R, in_distinct, J.
Qed.
End Elimination.

(** Pivots minus their images, in the order of the pivots; with the curved equations they are equations of the same set. *)
Module ByPivot <: TotalLeBool.
  Definition t := (positive * poly)%type.
  Definition leb (a b : t) : bool := Pos.leb (fst a) (fst b).
  Theorem leb_total a b : leb a b = true \/ leb b a = true.
  Proof. unfold leb. rewrite !Pos.leb_le. destruct (Pos.leb_spec (fst a) (fst b)); [left; assumption | right; apply Pos.lt_le_incl; assumption]. Qed.
End ByPivot.
Module PivotSort := Sort ByPivot.
Definition solutions (img : images) : list (positive * poly) := PivotSort.sort (PositiveMap.elements img).
Definition rows (img : images) : list poly := map (fun t => psub (pvar (fst t)) (snd t)) (solutions img).

Lemma in_solutions img t : In t (solutions img) <-> In t (PositiveMap.elements img).
Proof.
  unfold solutions. split; apply Permutation_in; [apply Permutation_sym |]; apply PivotSort.Permuted_sort.
Qed.
Definition vanishes (img : images) (B : bag) (g : poly) : bool :=
  match psubst (image_of img) g with [] => true | q => in_bag B q end.

Lemma rows_agree e img : (forall y, In y (rows img) -> pval e y = 0) <-> agrees e img.
Proof.
  split.
  - intros Z v q E. assert (B := Z (psub (pvar v) q)). rewrite pval_sub, pval_var in B. apply Rminus_diag_uniq, B.
    unfold rows. apply in_map_iff. exists (v, q). split; [reflexivity |]. apply in_solutions, PositiveMap.elements_correct. exact E.
  - intros G y Y. unfold rows in Y. apply in_map_iff in Y. destruct Y as [[v q] [<- J]].
    apply in_solutions, PositiveMap.elements_complete in J. simpl. rewrite pval_sub, pval_var, (G v q J). ring.
Qed.

Lemma vanishes_sound e img curved g : agrees e img -> (forall q, In q curved -> pval e q = 0) ->
  vanishes img (bag_of curved) g = true -> pval e g = 0.
Proof.
  intros G C V. rewrite <- (pval_psubst (image_of img) e g G). unfold vanishes in V.
  destruct (psubst (image_of img) g) as [|t q]; [reflexivity |]. apply C, in_bag_of, V.
Qed.
