(** * Images under symmetries (theorems T8 and T10)

    An affine map R of the parameters with F(R theta)(x) = F(theta)(x), and Q D Q^T = D for its linear part Q, takes
    solutions to solutions, for the same data and losses. Of vector fields X(R theta) = Q X(theta) is asked. So the set
    of the theta for which R theta is in an invariant set is invariant. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import String.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Syntax Arrays ArraysRelated Expr Germs Affine Tower Flow Dual Evidence Sets Tangency
  Rules Meaning Compute.
From Certsim Require Words Leaving.
Import ListNotations.
Open Scope R_scope.

(** A coordinate put in place of itself changes nothing. *)
Lemma mval_same e j m : mval (update e j (e j)) m = mval e m.
Proof. induction m as [|v m IH]; simpl; [reflexivity |]. rewrite IH, update_same. reflexivity. Qed.
Lemma mdir_same e j de m : mdir (update e j (e j)) de m = mdir e de m.
Proof. induction m as [|v m IH]; simpl; [reflexivity |]. rewrite IH, mval_same, update_same. reflexivity. Qed.
Lemma pval_same e j p : pval (update e j (e j)) p = pval e p.
Proof. induction p as [|[m c] p IH]; simpl; [reflexivity |]. rewrite IH, mval_same. reflexivity. Qed.
Lemma pdir_same e j de p : pdir (update e j (e j)) de p = pdir e de p.
Proof. induction p as [|[m c] p IH]; simpl; [reflexivity |]. rewrite IH, mdir_same. reflexivity. Qed.

Section Map.
Variable P : problem.
Variable imgs : images.

(** What a leaf is after the map, and the entries of Q. *)
Definition im (i : positive) : poly := match PositiveMap.find i imgs with Some p => p | None => pvar i end.
Definition moved (e : state) : state := fun i => pval e (im i).
Definition entry (i j : positive) : Q := match number_in (pderive j (im i)) with Some c => c | None => 0%Q end.
Definition is_number (p : poly) : bool := match number_in p with Some _ => true | None => false end.

(** The leaves that are moved, or moved to. *)
Definition touched : list positive := support (flat_map (fun t => ([fst t], 1%Q) :: snd t) (PositiveMap.elements imgs)).
Definition qsum (l : list Q) : Q := fold_right qadd 0%Q l.
Definition product_entry (i k : positive) : Q := qsum (map (fun j => qmul (qmul (entry i j) (rate P j)) (entry k j)) touched).
Definition affine_map : bool :=
  forallb (is_parameter P) touched && forallb (fun i => forallb (fun j => is_number (pderive j (im i))) touched) touched.
Definition isometric : bool :=
  forallb (fun i => forallb (fun k => Qeq_bool (product_entry i k) (if Pos.eqb k i then rate P i else 0%Q)) touched) touched.

(** ** The map *)
Hypothesis affine : affine_map = true.
Hypothesis pi_touched : forall i, pi_leaf P = Some i -> ~ In i touched.

Lemma touched_parameter i : In i touched -> is_parameter P i = true.
Proof. intros J. unfold affine_map in affine. apply andb_prop in affine. destruct affine as [A _]. rewrite forallb_forall in A. apply A, J. Qed.
Lemma key_touched i p : PositiveMap.find i imgs = Some p -> In i touched /\ forall m c v, In (m, c) p -> In v m -> In v touched.
Proof.
  intros F. apply PositiveMap.elements_correct in F. split.
  - apply (support_complete _ [i] 1%Q); [| left; reflexivity]. apply in_flat_map. exists (i, p). split; [exact F | left; reflexivity].
  - intros m c v J K. apply (support_complete _ m c v); [| exact K]. apply in_flat_map. exists (i, p). split; [exact F | right; exact J].
Qed.
Lemma im_untouched i : ~ In i touched -> im i = pvar i.
Proof.
  intros N. unfold im. destruct (PositiveMap.find i imgs) as [p|] eqn:F; [| reflexivity].
  exfalso. apply N, (proj1 (key_touched i p F)).
Qed.
Lemma im_variables i m c v : In i touched -> In (m, c) (im i) -> In v m -> In v touched.
Proof.
  intros Ti J K. unfold im in J. destruct (PositiveMap.find i imgs) as [p|] eqn:F; [exact (proj2 (key_touched i p F) m c v J K) |].
  destruct J as [E | []]. injection E as <- <-. destruct K as [<- | []]. exact Ti.
Qed.
Lemma pval_pvar_derive e i j : pval e (pderive j (pvar i)) = unit_at j i.
Proof. rewrite pval_pderive. simpl. rewrite Q2R_1. ring. Qed.
Lemma derive_absent e p j : (forall m c v, In (m, c) p -> In v m -> v <> j) -> pval e (pderive j p) = 0.
Proof.
  intros N. rewrite pval_pderive. induction p as [|[m c] p IH]; simpl; [reflexivity |].
  assert (M : mdir e (unit_at j) m = 0).
  { assert (Nm : forall v, In v m -> v <> j) by (intros v V; apply (N m c v); [left; reflexivity | exact V]). clear N IH.
    induction m as [|v m IH]; simpl; [reflexivity |]. unfold unit_at at 1.
    destruct (Pos.eqb_spec v j) as [E | _]; [exfalso; apply (Nm v (or_introl eq_refl) E) |].
    rewrite IH; [ring |]. intros w W. apply Nm. right. exact W. }
  rewrite M, IH; [ring |]. intros m' c' v J K. apply (N m' c' v); [right; exact J | exact K].
Qed.

(** Q in all cases. *)
Lemma slope_touched e i j : In i touched -> In j touched -> pval e (pderive j (im i)) = Q2R (entry i j).
Proof.
  intros Ti Tj. unfold affine_map in affine. apply andb_prop in affine. destruct affine as [_ A]. rewrite forallb_forall in A.
  assert (B := A i Ti). rewrite forallb_forall in B. specialize (B j Tj). unfold is_number in B. unfold entry.
  destruct (number_in (pderive j (im i))) as [c|] eqn:N; [| discriminate]. apply number_in_value, N.
Qed.
Lemma slope_else e i j : ~ In i touched \/ ~ In j touched -> pval e (pderive j (im i)) = unit_at j i.
Proof.
  intros [N | N]; [rewrite im_untouched by exact N; apply pval_pvar_derive |].
  destruct (in_dec Pos.eq_dec i touched) as [Ti | Ni]; [| rewrite im_untouched by exact Ni; apply pval_pvar_derive].
  rewrite derive_absent.
  - unfold unit_at. destruct (Pos.eqb_spec i j) as [-> |]; [contradiction | reflexivity].
  - intros m c v J K ->. apply N, (im_variables i m c j Ti J K).
Qed.
Lemma moved_other e i : is_parameter P i = false -> moved e i = e i.
Proof.
  intros H. unfold moved. rewrite im_untouched; [apply pval_var |]. intros J. rewrite (touched_parameter i J) in H. discriminate.
Qed.
Lemma moved_input theta x i : moved (at_input P theta x) i = at_input P (moved theta) x i.
Proof.
  unfold moved, at_input at 2. destruct (is_input P i) eqn:Hi.
  - assert (N : ~ In i touched).
    { intros J. apply touched_parameter in J. assert (A := parameter_no_input P i J). congruence. }
    rewrite im_untouched, pval_var by exact N. unfold at_input. rewrite Hi. reflexivity.
  - destruct (in_dec Pos.eq_dec i touched) as [Ti | Ni].
    + assert (V := fun m c v => im_variables i m c v Ti). revert V. generalize (im i). intros p V.
      induction p as [|[m c] p IH]; simpl; [reflexivity |]. rewrite IH by (intros m' c' v J; apply (V m' c' v); right; exact J).
      f_equal. f_equal. assert (W : forall v, In v m -> In v touched) by (intros v; apply (V m c v); left; reflexivity). clear V IH.
      induction m as [|v m IH]; simpl; [reflexivity |]. rewrite IH by (intros w J; apply W; right; exact J). f_equal.
      unfold at_input. rewrite (parameter_no_input P v); [reflexivity |]. apply touched_parameter, W. left. reflexivity.
    + rewrite im_untouched, !pval_var by exact Ni. unfold at_input. rewrite Hi. reflexivity.
Qed.

(** ** Sums over what is touched *)
Lemma sum_over_along I e (w : positive -> positive -> R) g l :
  sum_over l (fun j => along I e (w j) g) = along I e (fun k => sum_over l (fun j => w j k)) g.
Proof.
  induction l as [|j l IH]; simpl; [symmetry; apply along_zero |]. rewrite IH. symmetry.
  apply (along_plus I e (w j) (fun k => sum_over l (fun j => w j k)) g).
Qed.
Lemma qsum_value (f : positive -> Q) l : Q2R (qsum (map f l)) = sum_over l (fun j => Q2R (f j)).
Proof. induction l as [|j l IH]; simpl; [apply Q2R_0 |]. rewrite Q2R_add, IH. reflexivity. Qed.

(** ** Solutions are taken to solutions *)
Section Flows.
Variables (I : interp) (a b : R) (drives : list drive) (theta : R -> state).
Hypothesis flows : flow P I a b drives theta.
Hypothesis inputs_rest : forall e e', Words.rests_with P e e' -> meant P I e -> meant P I e'.
Hypothesis defined_moved : forall e, everywhere_defined P I e -> everywhere_defined P I (moved e).
(** Along the solution, what a datum pulls at the image is the image of what it pulls. *)
Hypothesis equivariant : forall d r i, In d drives -> a < r < b -> is_parameter P i = true ->
  pull P I d (moved (theta r)) i =
  if in_dec Pos.eq_dec i touched then sum_over touched (fun j => Q2R (entry i j) * pull P I d (theta r) j) else pull P I d (theta r) i.

Lemma everywhere_ext e e' : (forall i, e i = e' i) -> everywhere_defined P I e -> everywhere_defined P I e'.
Proof.
  intros E. unfold everywhere_defined. destruct (members P); intros D; [intros F J | intros X c J K];
    apply (defined_ext I e e' _ E); [apply D, J | apply (D X c J K)].
Qed.

Theorem moved_flow : flow P I a b drives (fun r => moved (theta r)).
Proof.
  split.
  - apply (coefficients_continuous _ _ _ _ _ _ flows).
  - intros d t J B. apply (inputs_rest (at_input P (theta t) (input d))); [| apply (inputs_meant _ _ _ _ _ _ flows d t J B)].
    intros i H. unfold at_input. destruct (is_input P i); [reflexivity | apply moved_other, H].
  - intros d t J B. apply (everywhere_ext (moved (at_input P (theta t) (input d)))); [intros i; apply moved_input |].
    apply defined_moved, (in_the_domain _ _ _ _ _ _ flows d t J B).
  - intros t i B H.
    assert (S : forall j, is_derive (fun r => theta r j) t (speed P I drives theta t j)).
    { intros j. exact (flow_moves P I a b drives theta flows t j B). }
    assert (D : is_derive (fun r => moved (theta r) i) t (pdir (theta t) (speed P I drives theta t) (im i))).
    { unfold moved. apply (pval_derive theta t (speed P I drives theta t) (im i)). intros m c v _ _. apply S. }
    replace (velocity P I drives t (moved (theta t)) i) with (pdir (theta t) (speed P I drives theta t) (im i)); [exact D |].
    assert (V : forall l, incl l drives -> velocity P I l t (moved (theta t)) i =
      if in_dec Pos.eq_dec i touched then sum_over touched (fun j => Q2R (entry i j) * velocity P I l t (theta t) j)
      else velocity P I l t (theta t) i).
    { induction l as [|d l IH]; intros sub; unfold velocity in *; simpl.
      - destruct in_dec; [| reflexivity]. rewrite (sum_over_ext _ _ (fun _ => 0 * 0)) by (intros; ring). rewrite sum_over_scal. ring.
      - rewrite IH by (intros x J; apply sub; right; exact J).
        rewrite (equivariant d t i (sub d (or_introl eq_refl)) B H). destruct in_dec; [| reflexivity].
        rewrite <- sum_over_scal, <- sum_over_plus. apply sum_over_ext. intros j _. ring. }
    rewrite (V drives (incl_refl drives)). destruct (in_dec Pos.eq_dec i touched) as [Ti | Ni].
    + rewrite (pdir_partials (theta t) (speed P I drives theta t) (im i) touched (support_once _)).
      * apply sum_over_ext. intros j Tj. rewrite slope_touched by assumption. unfold speed. rewrite (touched_parameter j Tj). reflexivity.
      * intros m c v J K. apply (im_variables i m c v Ti J K).
    + rewrite im_untouched by exact Ni. unfold speed. simpl. rewrite Q2R_1, H. ring.
  - intros t i B H. apply (is_derive_ext (fun r => theta r i)); [intros r; symmetry; apply moved_other, H |].
    apply (others_rest _ _ _ _ _ _ flows t i B H).
  - intros t i B H. destruct (is_parameter P i) eqn:Hp.
    + (* a parameter that is pi moves nowhere else *)
      destruct (in_dec Pos.eq_dec i touched) as [Ti | Ni];
        [| unfold moved; rewrite im_untouched, pval_var by exact Ni; apply (pi_is_pi _ _ _ _ _ _ flows t i B H)].
      exfalso. exact (pi_touched i H Ti).
    + rewrite moved_other by exact Hp. apply (pi_is_pi _ _ _ _ _ _ flows t i B H).
Qed.
End Flows.

(** ** Why the pulls are equivariant *)
Section Equivariant.
Variables (I : interp) (d : drive) (theta : state).
Let e := at_input P theta (input d).

(** For gradients: from F(R theta) = F(theta). *)
Lemma gradient_moved F j : is_parameter P j = true -> defined I e F -> defined I (moved e) F ->
  (forall z, value I (moved (update e j z)) F = value I (update e j z) F) ->
  along I e (unit_at j) (gradient F) = along I (moved e) (fun k => pval e (pderive j (im k))) (gradient F).
Proof.
  intros Hj De Dm S.
  assert (A := partial I e F j De).
  assert (B : is_derive (fun z => value I (moved (update e j z)) F) (e j)
    (along I (moved (update e j (e j))) (fun k => pval e (pderive j (im k))) (gradient F))).
  { apply (gradient_correct I (fun z => moved (update e j z)) (fun k => pval e (pderive j (im k)))).
    - intros k. rewrite pval_pderive. unfold moved.
      assert (D := pval_derive (fun z => update e j z) (e j) (unit_at j) (im k)).
      rewrite <- (pdir_same e j).
      apply D. intros m c v _ _. unfold update, unit_at.
      destruct (Pos.eqb v j); [apply (is_derive_id (e j)) | apply (is_derive_const (e v))].
    - apply (defined_ext I (moved e)); [| exact Dm]. intros k. unfold moved. symmetry. apply pval_same. }
  assert (C : is_derive (fun z => value I (update e j z) F) (e j)
    (along I (moved (update e j (e j))) (fun k => pval e (pderive j (im k))) (gradient F))).
  { revert B. apply is_derive_ext. exact S. }
  apply is_derive_unique in A. apply is_derive_unique in C. rewrite A in C. rewrite C.
  apply along_ext; [| reflexivity]. intros k. unfold moved. apply pval_same.
Qed.

Lemma along_leaves g v w : (forall k, v k = w k) -> along I (moved e) v g = along I (moved e) w g.
Proof. intros E. apply along_ext; [reflexivity | exact E]. Qed.

Hypothesis isometry : isometric = true.
Lemma product_entry_value i k : In i touched -> In k touched ->
  sum_over touched (fun j => Q2R (entry i j) * Q2R (rate P j) * Q2R (entry k j)) = (if Pos.eqb k i then Q2R (rate P i) else 0).
Proof.
  intros Ti Tk. unfold isometric in isometry. rewrite forallb_forall in isometry. assert (A := isometry i Ti).
  rewrite forallb_forall in A. specialize (A k Tk). apply Qeq_bool_iff, Qeq_eqR in A. unfold product_entry in A.
  rewrite qsum_value in A. rewrite (sum_over_ext _ _ (fun j => Q2R (qmul (qmul (entry i j) (rate P j)) (entry k j))))
    by (intros j _; rewrite !Q2R_mul; ring).
  rewrite A. destruct (Pos.eqb k i); [reflexivity | apply Q2R_0].
Qed.

Theorem gradients_equivariant outputs i : members P = Gradients outputs -> is_parameter P i = true ->
  everywhere_defined P I e -> everywhere_defined P I (moved e) ->
  (forall F j z, In F outputs -> is_parameter P j = true -> value I (moved (update e j z)) F = value I (update e j z) F) ->
  pull P I d (moved theta) i =
  if in_dec Pos.eq_dec i touched then sum_over touched (fun j => Q2R (entry i j) * pull P I d theta j) else pull P I d theta i.
Proof.
  intros M Hi De Dm S.
  assert (Em : forall k, at_input P (moved theta) (input d) k = moved e k) by (intros k; symmetry; apply moved_input).
  assert (Dm' : everywhere_defined P I (at_input P (moved theta) (input d))).
  { apply (everywhere_ext I (moved e)); [intros k; symmetry; apply Em | exact Dm]. }
  rewrite pull_partial by exact Dm'.
  assert (Pj : forall j, pull P I d theta j = partial_of P I (member d) e j) by (intros j; apply pull_partial, De).
  rewrite (Pj i). rewrite (sum_over_ext touched _ (fun j => Q2R (entry i j) * partial_of P I (member d) e j)) by (intros j _; rewrite Pj; reflexivity).
  unfold partial_of. rewrite M. unfold everywhere_defined in De, Dm. rewrite M in De, Dm.
  destruct (nth_error outputs (member d)) as [F|] eqn:N.
  2: { destruct in_dec; [| reflexivity]. rewrite (sum_over_ext _ _ (fun _ => 0 * 0)) by (intros; ring). rewrite sum_over_scal. ring. }
  assert (Jf := nth_error_In _ _ N).
  rewrite (along_ext I _ (moved e) (unit_at i) (unit_at i) (gradient F) Em (fun _ => eq_refl)).
  assert (G : forall j, is_parameter P j = true ->
    along I e (unit_at j) (gradient F) = along I (moved e) (fun k => pval e (pderive j (im k))) (gradient F)).
  { intros j Hj. apply (gradient_moved F j Hj (De F Jf) (Dm F Jf)). intros z. apply (S F j z Jf Hj). }
  destruct (in_dec Pos.eq_dec i touched) as [Ti | Ni].
  - rewrite (sum_over_ext touched _ (fun j => along I (moved e) (fun k => Q2R (entry i j) * Q2R (rate P j) * pval e (pderive j (im k))) (gradient F))).
    2: { intros j Tj. rewrite (G j (touched_parameter j Tj)), along_scal. ring. }
    rewrite (sum_over_along I (moved e) (fun j k => Q2R (entry i j) * Q2R (rate P j) * pval e (pderive j (im k)))).
    rewrite <- along_scal. apply along_leaves. intros k.
    destruct (in_dec Pos.eq_dec k touched) as [Tk | Nk].
    + rewrite (sum_over_ext touched _ (fun j => Q2R (entry i j) * Q2R (rate P j) * Q2R (entry k j)))
        by (intros j Tj; rewrite slope_touched by assumption; reflexivity).
      rewrite product_entry_value by assumption. unfold unit_at. destruct (Pos.eqb k i); ring.
    + rewrite (sum_over_ext touched _ (fun j => 0 * 0)).
      * rewrite sum_over_scal. unfold unit_at. destruct (Pos.eqb_spec k i) as [-> |]; [contradiction | ring].
      * intros j Tj. rewrite slope_else by tauto. unfold unit_at. destruct (Pos.eqb_spec k j) as [-> |]; [contradiction | ring].
  - rewrite (G i Hi). f_equal. apply along_leaves. intros k. rewrite slope_else by tauto. reflexivity.
Qed.
End Equivariant.
End Map.

(** ** Substitution, for any state *)
Lemma pval_psubst_moved imgs e p : pval e (psubst (image_of imgs) p) = pval (moved imgs e) p.
Proof.
  assert (V : forall m, pval e (msub (image_of imgs) m) = mval (moved imgs e) m).
  { induction m as [|v m IH]; cbn [msub mval]; [rewrite pval_const; apply Q2R_1 |].
    unfold moved at 1, im, image_of at 1. destruct (PositiveMap.find v imgs) as [p0|].
    - rewrite pval_mul, IH. reflexivity.
    - rewrite pval_tmul, IH, pval_var, Q2R_1. simpl. ring. }
  assert (U : forall m, mentioned (image_of imgs) m = false -> mval e m = mval (moved imgs e) m).
  { induction m as [|v m IH]; simpl; intros M; [reflexivity |]. apply Bool.orb_false_iff in M. destruct M as [M1 M2].
    rewrite IH by exact M2. f_equal. unfold moved, im. unfold image_of in M1. destruct (PositiveMap.find v imgs); [discriminate |].
    symmetry. apply pval_var. }
  unfold psubst. destruct (existsb (fun t => mentioned (image_of imgs) (fst t)) p) eqn:X.
  - rewrite pval_sum. clear X. induction p as [|[m c] p IH]; cbn [psub_terms total pval]; [reflexivity |]. rewrite IH. f_equal.
    destruct (mentioned (image_of imgs) m) eqn:M; [rewrite pval_scale, V; reflexivity |]. simpl. rewrite (U m M). ring.
  - induction p as [|[m c] p IH]; simpl in *; [reflexivity |]. apply Bool.orb_false_iff in X. destruct X as [X1 X2].
    rewrite (IH X2), (U m X1). reflexivity.
Qed.

(** ** Models that are defined everywhere: a scalar is a number, if it is known to be one *)
Definition totals_ : scalars (option Q) := {|
  s_num := Some; s_sum := fun _ => None; s_product := fun _ => None; s_power := fun _ _ => None;
  s_call := fun f a =>
    match limited f 1 with
    | [] => Some None
    | _ => match a with
           | Some c => match at_number (fun _ => nothing) f c with Some v => Some (Some v) | None => None end
           | None => None
           end
    end |}.
Definition total_related (x : expr) (a : option Q) : Prop :=
  (forall I e, defined I e x) /\ forall c, a = Some c -> forall I e, value I e x = Q2R c.

Section Model.
Variables (m : Syntax.model) (l : layout) (P : problem).
Hypothesis meant_ : problem_of m l = Some P.
Let first := first_atom l.

Definition leaf_value_of (imgs : images) (i : positive) : dual :=
  if Pos.ltb i first then {| val := im imgs i; der := []; brought := [] |} else dnum 0.
Definition values_with (T : table) (imgs : images) : option (list poly) :=
  match outputs_of (duals false (call (declared P) (pi_leaf P) T)) (leaf_value_of imgs) m l with
  | Some ds => Some (map val ds)
  | None => None
  end.
Fixpoint vector_ok (imgs : images) (all : PositiveMap.t poly) (i : positive) (X : list poly) : bool :=
  match X with
  | [] => true
  | p :: X =>
    peqb (psubst (image_of imgs) p)
      (if in_dec Pos.eq_dec i (touched imgs)
       then psum (map (fun j => pscale (entry imgs i j) (match PositiveMap.find j all with Some q => q | None => [] end)) (touched imgs))
       else p)
    && vector_ok imgs all (Pos.succ i) X
  end.
Definition symmetric (imgs : images) (ats : list (fn * poly)) : bool :=
  match members P with
  | Gradients _ =>
    let T := table_of (number first ats) in
    isometric P imgs && ordered (number first ats)
    && match outputs_of totals_ (fun _ => None) m l with Some _ => true | None => false end
    && match values_with T (PositiveMap.empty poly), values_with T imgs with Some a, Some b => same_polys a b | _, _ => false end
  | Vectors fields =>
    match options_all (map plains fields) with
    | Some fs => forallb (fun X => vector_ok imgs (indexed X) 1 X) fs
    | None => false
    end
  end.
Definition image_ok (imgs : images) (ats : list (fn * poly)) : bool :=
  affine_map P imgs && Leaving.inputs_alone P && forallb (fun t => below first (snd t) && Pos.ltb (fst t) first) (PositiveMap.elements imgs)
  && match pi_leaf P with Some i => Pos.ltb i first && negb (is_parameter P i) && negb (is_input P i) | None => true end && symmetric imgs ats.

Lemma outputs_total outs : members P = Gradients outs -> (exists a, outputs_of totals_ (fun _ => None) m l = Some a) ->
  forall I e F, In F outs -> defined I e F.
Proof.
  intros M [a A]. assert (Mm := members_meant m l P meant_). unfold family_meant in Mm. unfold outputs_of in *.
  destruct (of_family m) as [lets os blocks | fields]; [| discriminate].
  destruct (family_of expressions _ _ _ _ lets os blocks) as [es|] eqn:Es; [| discriminate].
  rewrite M in Mm. injection Mm as <-.
  assert (R : if_some (Forall2 total_related)
    (family_of expressions (names_of m) depth (taken_names m) (model_environment (leaf_of (first_atom l)) m l) lets os blocks)
    (family_of totals_ (names_of m) depth (taken_names m) (model_environment (fun _ => None) m l) lets os blocks)).
  { apply (family_of_related expressions totals_ total_related).
    - intros c. split; [intros I e; exact Logic.I |]. intros c' E I e. apply some_eq in E. subst c'. reflexivity.
    - intros xs ys R. split; [| discriminate]. intros I e. induction R as [|x y xs ys X R IH]; [exact Logic.I |].
      destruct R as [|x' y' xs ys X' R]; [apply X |]. split; [apply X | exact IH].
    - intros xs ys R. split; [| discriminate]. intros I e. induction R as [|x y xs ys X R IH]; [exact Logic.I |].
      destruct R as [|x' y' xs ys X' R]; [apply X |]. split; [apply X | exact IH].
    - intros x y n X. split; [| discriminate]. intros I e. apply X.
    - intros f x y y' [Dx Vx] E. exists (Call f x). split; [reflexivity |]. cbn [s_call totals_] in E.
      destruct (limited f 1) eqn:Lf.
      + apply some_eq in E. subst y'. split; [| discriminate]. intros I e. split; [apply Dx | apply (limited_total f 1 Lf)].
      + destruct y as [c|]; [| discriminate]. destruct (at_number (fun _ => nothing) f c) as [v|] eqn:N; [| discriminate].
        apply some_eq in E. subst y'.
        assert (Dom := at_number_domain _ f c v N).
        split.
        * intros I e. split; [apply Dx |]. rewrite (Vx c eq_refl I e). exact Dom.
        * intros c' E I e. apply some_eq in E. subst c'. cbn [value]. rewrite (Vx c eq_refl I e).
          apply (at_number_good (fun _ => nothing) I); [intros k; split; [| split]; discriminate | exact N | exact Dom].
    - apply environment_related. intros i. unfold leaf_of.
      destruct (Pos.ltb i (first_atom l)); (split; [intros I e; exact Logic.I | discriminate]). }
  destruct (R a A) as [es' [E' F2]]. rewrite Es in E'. apply some_eq in E'. subst es'.
  intros I e F J. clear - F2 J. induction F2 as [|x y xs ys X R IH]; [destruct J |]. destruct J as [<- | J]; [apply X | apply IH, J].
Qed.

(** The outputs have the same normal forms at theta and at R theta, and so the same values. *)
Lemma outputs_symmetric imgs ats outs : members P = Gradients outs -> ordered (number first ats) = true ->
  forallb (fun t => below first (snd t) && Pos.ltb (fst t) first) (PositiveMap.elements imgs) = true ->
  (forall I e F, In F outs -> defined I e F) ->
  (exists a b, values_with (table_of (number first ats)) (PositiveMap.empty poly) = Some a /\
               values_with (table_of (number first ats)) imgs = Some b /\ same_polys a b = true) ->
  forall I e, respects (declared P) I -> (forall i, pi_leaf P = Some i -> (i < first)%positive /\ e i = PI) ->
  forall F, In F outs -> value I (moved imgs e) F = value I e F.
Proof.
  intros M O B D [a [b [Va [Vb S]]]] I e Rs Pi. apply same_polys_eq in S. subst b.
  set (tow := tower 0 I (fun w _ => e w) first ats).
  assert (low : forall v r, (v < first)%positive -> tow v r = e v) by (intros v r L; unfold tow; rewrite tower_low by exact L; reflexivity).
  assert (cont : forall v, continuous (tow v) 0) by (apply tower_continuous; intros v; apply continuous_const).
  assert (ag : Forall (good_atom 0 I tow (number first ats)) (number first ats)).
  { apply Forall_forall. intros x J. split; [exact J |]. intros r. apply (tower_atoms 0 I ats); [exact O | exact J]. }
  assert (cg : forall f p q vs, call (declared P) (pi_leaf P) (table_of (number first ats)) f p = Some (q, vs) -> in_domain f (pev tow p 0) ->
    (forall r, pev tow q r = apply I f (pev tow p r)) /\ Forall (met 0 I tow (number first ats)) vs).
  { intros f p q vs C Df. apply (call_good 0 I (declared P) Rs (pi_leaf P) tow) with (everything := number first ats) (T := table_of (number first ats));
      [| apply table_of_good, ag | exact C | exact Df].
    intros w W r. destruct (Pi w W) as [L E]. rewrite low by exact L. exact E. }
  assert (related_to : forall im0, (forall i, (i < first)%positive -> below first (im im0 i) = true) ->
    forall ds, outputs_of (duals false (call (declared P) (pi_leaf P) (table_of (number first ats)))) (leaf_value_of im0) m l = Some ds ->
    Forall2 (fun F d => value I (moved im0 e) F = pev tow (val d) 0) outs ds).
  { intros im0 Bi ds E. assert (Mm := members_meant m l P meant_). unfold family_meant in Mm. unfold outputs_of in *.
    destruct (of_family m) as [lets os blocks | fields]; [| discriminate].
    destruct (family_of expressions _ _ _ _ lets os blocks) as [es|] eqn:Es; [| discriminate].
    rewrite M in Mm. injection Mm as <-.
    set (rel := Dual.related 0 (fun _ => 0) I (fun _ => moved im0 e) tow (number first ats) (fun _ => false)).
    assert (econt : forall i, continuous (fun r => (fun _ : R => moved im0 e) r i) 0) by (intros i; apply continuous_const).
    assert (R : if_some (Forall2 rel)
      (family_of expressions (names_of m) depth (taken_names m) (model_environment (leaf_of first) m l) lets os blocks)
      (family_of (duals false (call (declared P) (pi_leaf P) (table_of (number first ats)))) (names_of m) depth (taken_names m)
         (model_environment (leaf_value_of im0) m l) lets os blocks)).
    { apply (family_of_related expressions _ rel).
      - intros c. apply related_num.
      - intros xs ys. apply related_sum.
      - intros xs ys. apply related_product; assumption.
      - intros x d n. apply related_power; assumption.
      - intros f x d d' A E'. exists (Call f x). split; [reflexivity |]. cbn [s_call duals] in E'.
        destruct (dcall _ f d) as [d0|] eqn:B0; [| discriminate]. apply some_eq in E'. subst d'.
        apply (related_call 0 (fun _ => 0) I eq_refl (fun _ => moved im0 e) econt tow cont _ _ _ cg f x d d0 A B0).
      - apply environment_related. intros i. unfold leaf_of, leaf_value_of. destruct (Pos.ltb_spec i first) as [L | L]; [| apply related_num].
        intros _. split; [| split; [discriminate | constructor]].
        apply eqm_eq. intros r. cbn [value val]. unfold moved, pev. symmetry. apply (pval_below first); [apply Bi, L |].
        intros v Lv. apply low, Lv. }
    destruct (R ds E) as [es' [E' F2]]. fold first in Es. rewrite Es in E'. apply some_eq in E'. subst es'.
    assert (Dd : forall F, In F es -> defined I (moved im0 e) F) by (intros F J; apply D, J).
    clear - F2 Dd. induction F2 as [|x d es ds X R IH]; constructor.
    - destruct (X (Dd x (or_introl eq_refl))) as [V _]. apply (eqm_here 0 (fun _ => 0) eq_refl) in V. exact V.
    - apply IH. intros F J. apply Dd. right. exact J. }
  unfold values_with in Va, Vb.
  destruct (outputs_of _ (leaf_value_of (PositiveMap.empty poly)) m l) as [da|] eqn:Da; [| discriminate].
  destruct (outputs_of _ (leaf_value_of imgs) m l) as [db|] eqn:Db; [| discriminate].
  apply some_eq in Va. apply some_eq in Vb.
  assert (plain_low : forall i, (i < first)%positive -> below first (pvar i) = true).
  { intros i L. simpl. rewrite (proj2 (Pos.ltb_lt i first) L). reflexivity. }
  assert (Ra := related_to (PositiveMap.empty poly) (fun i L => ltac:(unfold im; rewrite PositiveMap.gempty; apply plain_low, L)) da Da).
  assert (Rb := related_to imgs (fun i L => ltac:(unfold im; destruct (PositiveMap.find i imgs) as [p|] eqn:F;
    [apply PositiveMap.elements_correct in F; rewrite forallb_forall in B; specialize (B _ F); apply andb_prop in B; apply B | apply plain_low, L])) db Db).
  assert (Em : forall F, value I (moved (PositiveMap.empty poly) e) F = value I e F).
  { intros F. apply value_ext. intros i. unfold moved, im. rewrite PositiveMap.gempty. apply pval_var. }
  assert (Vab : map val da = map val db) by congruence. clear - Ra Rb Vab Em.
  revert db Rb Vab. induction Ra as [|F d outs da X Ra IH]; intros db Rb Vab F0 J; [destruct J |].
  inversion Rb as [|F' d' outs' db' X' Rb']; subst. simpl in Vab. injection Vab as V1 V2.
  destruct J as [<- | J]; [rewrite X', <- V1, <- X; apply Em | apply (IH db' Rb' V2 F0 J)].
Qed.

Lemma vector_ok_nth imgs all e X : forall i n p, vector_ok imgs all i X = true -> nth_error X n = Some p ->
  let k := Pos.of_nat (n + Pos.to_nat i) in
  pval (moved imgs e) p = if in_dec Pos.eq_dec k (touched imgs)
    then sum_over (touched imgs) (fun j => Q2R (entry imgs k j) * pval e (match PositiveMap.find j all with Some q => q | None => [] end))
    else pval e p.
Proof.
  induction X as [|p0 X IH]; intros i [|n] p V N; simpl in N; try discriminate; cbn [vector_ok] in V; apply andb_prop in V; destruct V as [V1 V2].
  - apply some_eq in N. subst p0. simpl. rewrite Pos2Nat.id. apply peqb_eq in V1. rewrite <- pval_psubst_moved, V1.
    destruct (in_dec Pos.eq_dec i (touched imgs)); [| reflexivity]. rewrite pval_sum. generalize (touched imgs) at 1 2. intros T.
    induction T as [|j T IHT]; simpl; [reflexivity |]. rewrite IHT, pval_scale. reflexivity.
  - replace (Datatypes.S n + Pos.to_nat i)%nat with (n + Pos.to_nat (Pos.succ i))%nat by lia. apply (IH _ _ _ V2 N).
Qed.

Lemma field_length fields X : members P = Vectors fields -> In X fields -> length X = N.to_nat (Flow.parameters P).
Proof.
  intros M J. assert (Mm := members_meant m l P meant_). assert (Np : Flow.parameters P = n_parameters l).
  { unfold problem_of in meant_. destruct may_declare; [| discriminate].
    destruct (family_meant m l); [| discriminate]. destruct (rate_table m l); [| discriminate].
    destruct (comparisons _ _ _); [| discriminate]. apply some_eq in meant_. rewrite <- meant_. reflexivity. }
  rewrite M in Mm. unfold family_meant in Mm. destruct (of_family m) as [lets os blocks | fs0].
  - destruct (outputs_of _ _ m l); discriminate.
  - destruct (options_all _) as [fs|]; [| discriminate]. destruct (forallb _ fs) eqn:L; [| discriminate]. injection Mm as ->.
    rewrite forallb_forall in L. specialize (L X J). apply Nat.eqb_eq in L. rewrite Np. exact L.
Qed.

Theorem image_sound imgs ats gs cs : image_ok imgs ats = true ->
  invariant P (fun _ e => pset gs cs e) ->
  invariant P (fun _ e => pset (map (psubst (image_of imgs)) gs) (map (fun c => (psubst (image_of imgs) (fst c), snd c)) cs) e).
Proof.
  intros Ok Iv. unfold image_ok in Ok. apply andb_prop in Ok. destruct Ok as [Ok Sy]. apply andb_prop in Ok. destruct Ok as [Ok Pi].
  apply andb_prop in Ok. destruct Ok as [Ok Lo]. apply andb_prop in Ok. destruct Ok as [Af In_].
  apply (invariant_iff P (fun _ e => pset gs cs (moved imgs e))).
  { intros _ e. unfold pset. split.
    - intros [A B]. split.
      + intros g J. apply in_map_iff in J. destruct J as [p [<- J]]. rewrite pval_psubst_moved. apply A, J.
      + intros h k J. apply in_map_iff in J. destruct J as [[p k'] [E J]]. injection E as <- <-. rewrite pval_psubst_moved. apply B, J.
    - intros [A B]. split.
      + intros g J. rewrite <- pval_psubst_moved. apply A, in_map, J.
      + intros h k J. rewrite <- pval_psubst_moved. apply B. apply (in_map (fun c => (psubst (image_of imgs) (fst c), snd c)) cs (h, k) J). }
  intros I Rs a b drives theta F s t Hs Ht Hx.
  assert (Pt : forall i, pi_leaf P = Some i -> ~ In i (touched imgs)).
  { intros i E J. rewrite E in Pi. apply andb_prop in Pi. destruct Pi as [Pi _]. apply andb_prop in Pi. destruct Pi as [_ N]. rewrite (touched_parameter P imgs Af i J) in N. discriminate. }
  apply (Iv I Rs a b drives (fun r => moved imgs (theta r))) with (s := s); [| exact Hs | exact Ht | exact Hx].
  assert (rests := Leaving.meant_rests_of P I In_).
  unfold symmetric in Sy. destruct (members P) as [outs | fields] eqn:M.
  - apply andb_prop in Sy. destruct Sy as [Sy Va]. apply andb_prop in Sy. destruct Sy as [Sy To]. apply andb_prop in Sy. destruct Sy as [Iso Or].
    assert (D : forall I e F, In F outs -> defined I e F).
    { apply (outputs_total outs M). destruct (outputs_of totals_ (fun _ => None) m l) as [x|]; [exists x; reflexivity | discriminate]. }
    assert (Ev : forall e, everywhere_defined P I e) by (intros e; unfold everywhere_defined; rewrite M; intros G J; apply D, J).
    assert (Sym := outputs_symmetric imgs ats outs M Or Lo D).
    apply (moved_flow P imgs Af Pt I a b drives theta F rests (fun e _ => Ev (moved imgs e))).
    intros d r i Jd Br Hi. apply (gradients_equivariant P imgs Af I d (theta r) Iso outs i M Hi (Ev _) (Ev _)).
    intros G j z Jg Hj. apply Sym; [| exact Rs | | exact Jg].
    + destruct (values_with (table_of (number first ats)) (PositiveMap.empty poly)) as [x|]; [| discriminate].
      destruct (values_with (table_of (number first ats)) imgs) as [y|]; [| discriminate]. exists x, y. auto.
    + intros w E. rewrite E in Pi. apply andb_prop in Pi. destruct Pi as [Pi P3]. apply andb_prop in Pi. destruct Pi as [P1 P2].
      apply Pos.ltb_lt in P1. apply Bool.negb_true_iff in P2. apply Bool.negb_true_iff in P3. split; [exact P1 |].
      unfold update. destruct (Pos.eqb_spec w j) as [-> |]; [congruence |].
      unfold at_input. rewrite P3. apply (pi_is_pi _ _ _ _ _ _ F r w Br E).
  - destruct (options_all (map plains fields)) as [fs|] eqn:Fp; [| discriminate].
    assert (back : forall X, In X fields -> exists ps, In ps fs /\ plains X = Some ps).
    { clear - Fp. revert fs Fp. induction fields as [|X0 fields IH]; intros fs Fp X J; [destruct J |]. simpl in Fp.
      destruct (plains X0) as [ps|] eqn:E; [| discriminate]. destruct (options_all (map plains fields)) as [r|]; [| discriminate].
      apply some_eq in Fp. subst fs. destruct J as [<- | J]; [exists ps; split; [left; reflexivity | exact E] |].
      destruct (IH r eq_refl X J) as [ps' [K E']]. exists ps'. split; [right; exact K | exact E']. }
    assert (Ev : forall e, everywhere_defined P I e).
    { intros e. unfold everywhere_defined. rewrite M. intros X c J K. destruct (back X J) as [ps [_ E]]. clear - E K.
      revert ps E. induction X as [|x X IH]; intros ps E; [destruct K |]. simpl in E. destruct (plain x) as [p|] eqn:Px; [| discriminate].
      destruct (plains X) as [r|]; [| discriminate]. destruct K as [<- | K]; [apply (plain_defined I e x p Px) | apply (IH K r eq_refl)]. }
    apply (moved_flow P imgs Af Pt I a b drives theta F rests (fun e _ => Ev (moved imgs e))).
    intros d r i Jd Br Hi. unfold pull. rewrite M.
    destruct (nth_error fields (member d)) as [X|] eqn:N.
    2: { destruct in_dec; [| reflexivity]. rewrite (sum_over_ext _ _ (fun _ => 0 * 0)) by (intros; ring). rewrite sum_over_scal. ring. }
    destruct (back X (nth_error_In _ _ N)) as [ps [Jp Ep]]. rewrite forallb_forall in Sy. specialize (Sy ps Jp).
    set (e := at_input P (theta r) (input d)).
    assert (V : forall e', map (pval e') ps = map (value I e') X) by (intros e'; apply plains_values, Ep).
    assert (Vn : forall e' n, match nth_error X n with Some c => value I e' c | None => 0 end = pval e' (match nth_error ps n with Some p => p | None => [] end)).
    { intros e' n. assert (A := f_equal (fun l => nth_error l n) (V e')). cbv beta in A. rewrite !nth_error_map in A.
      destruct (nth_error X n), (nth_error ps n); simpl in A |- *; congruence. }
    rewrite Vn. rewrite (sum_over_ext (touched imgs) _ (fun j => Q2R (entry imgs i j) * pval e (match nth_error ps (Nat.pred (Pos.to_nat j)) with Some p => p | None => [] end)))
      by (intros j _; fold e; rewrite Vn; reflexivity).
    rewrite Vn.
    assert (Em : forall p, pval (at_input P (moved imgs (theta r)) (input d)) p = pval (moved imgs e) p).
    { assert (Me : forall k, at_input P (moved imgs (theta r)) (input d) k = moved imgs e k) by (intros k; symmetry; apply moved_input, Af).
      intros p. assert (Mm : forall n, mval (at_input P (moved imgs (theta r)) (input d)) n = mval (moved imgs e) n)
        by (induction n as [|v n IH]; simpl; [reflexivity | rewrite IH, Me; reflexivity]).
      induction p as [|[n c] p IH]; simpl; [reflexivity | rewrite IH, Mm; reflexivity]. }
    rewrite Em.
    assert (K : Pos.of_nat (Nat.pred (Pos.to_nat i) + Pos.to_nat 1) = i) by lia.
    destruct (nth_error ps (Nat.pred (Pos.to_nat i))) as [p|] eqn:Np.
    + assert (A := vector_ok_nth imgs _ e ps 1%positive _ p Sy Np). cbv zeta in A. rewrite K in A. rewrite A.
      destruct (in_dec Pos.eq_dec i (touched imgs)); [| reflexivity].
      apply sum_over_ext. intros j _. rewrite indexed_nth. reflexivity.
    + exfalso. apply nth_error_None in Np.
      assert (Ls : length ps = length X).
      { clear - Ep. revert ps Ep. induction X as [|x X IH]; intros ps E; simpl in E; [apply some_eq in E; subst ps; reflexivity |].
        destruct (plain x); [| discriminate]. destruct (plains X) as [r|]; [| discriminate]. apply some_eq in E. subst ps.
        simpl. rewrite (IH r eq_refl). reflexivity. }
      assert (Lx := field_length fields X M (nth_error_In _ _ N)).
      unfold is_parameter in Hi. apply N.leb_le in Hi. lia.
Qed.
End Model.
