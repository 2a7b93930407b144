(** * The checker, from the bytes of a certificate to a theorem *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import String.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Syntax Arrays Expr Germs Affine Tower Flow Dual Evidence Sets Tangency Rules Meaning Compute
  Members Image.
From Certsim Require Json Reading Enclosure Points Leaving.
Import ListNotations.
Open Scope R_scope.

(** What is offered for a claim that a set is invariant. A difference is proved from its two parts. *)
Inductive kept_proof :=
| OfSet (p : invariance)
| OfImage (map_ : images) (calls : list (fn * poly)) (gs : list poly) (cs : list condition) (p : invariance)   (* T10 *)
| OfDifference (a b : kept_proof).

(** Or that it is not: L_w g is not 0 at a point of it, for an equation g; or L_w h is not 0 at a point where h is, for a
    condition h, and what is left without it is invariant ([alone]: V itself). *)
Inductive proof :=
| Stays (p : kept_proof)
| Leaves (at_ : Points.place) (equation : N) (word : list Leaving.letter)
| Crosses (at_ : Points.place) (condition : N) (word : list Leaving.letter) (alone : bool) (rest : invariance).

(** Deep enough for any proof that is read. *)
Definition proof_depth : nat := 200.

Section Claim.
Variables (m : Syntax.model) (l : layout) (P : problem).

Definition input_polys : option (list poly) := match Flow.data P with None => plains (input_equations P) | Some _ => Some [] end.
Definition set_shown (ips : list poly) (gs : list expr) (cs : list (expr * relation)) (p : invariance) : bool :=
  match plains gs, plains (map fst cs) with
  | Some ps, Some hs => invariant_by P (first_atom l) (compute_of m l P) ips proof_depth ps (List.combine hs (map snd cs)) p
  | _, _ => false
  end.
Fixpoint region_shown (ips : list poly) (r : region) (p : kept_proof) : bool :=
  match r, p with
  | Plain gs cs, OfSet q => set_shown ips gs cs q
  | Plain gs cs, OfImage r calls gs' cs' q =>
    match plains gs, plains (map fst cs) with
    | Some ps, Some hs =>
      same_polys ps (map (psubst (image_of r)) gs')
      && same_conditions (List.combine hs (map snd cs)) (map (fun c => (psubst (image_of r) (fst c), snd c)) cs')
      && image_ok m l P r calls
      && invariant_by P (first_atom l) (compute_of m l P) ips proof_depth gs' cs' q
    | _, _ => false
    end
  | Minus a b, OfDifference p q => region_shown ips a p && region_shown ips b q
  | _, _ => false
  end.
Definition shown (r : region) (p : kept_proof) : bool := match input_polys with Some ips => region_shown ips r p | None => false end.

(** A counterexample, for a set that is no difference. *)
Definition countered (r : region) (p : proof) : bool :=
  match r with
  | Minus _ _ => false
  | Plain gs cs =>
    match plains gs, plains (map fst cs) with
    | Some ps, Some hs =>
      let cs := List.combine hs (map snd cs) in
      match p with
      | Stays _ => false
      | Leaves pl equation word =>
        Leaving.check_leaving P Enclosure.icall Enclosure.enclose_pi (members_of m l) (members_of m l) ps cs pl equation word
      | Crosses pl j word alone rest =>
        Leaving.check_crossing P Enclosure.icall Enclosure.enclose_pi (members_of m l) (members_of m l) ps cs pl j word
        && match input_polys with
           | Some ips => invariant_by P (first_atom l) (compute_of m l P) ips proof_depth ps (Leaving.kept_beside alone cs j) rest
           | None => false
           end
      end
    | _, _ => false
    end
  end.

Hypothesis meant_ : problem_of m l = Some P.

(** A set of expressions is one of polynomials. *)
Lemma pset_of gs cs ps hs I e : plains gs = Some ps -> plains (map fst cs) = Some hs ->
  pset ps (List.combine hs (map snd cs)) e <-> in_region (Plain gs cs) I e.
Proof.
  intros G H. assert (A := plains_values I e _ _ G). assert (B := plains_values I e _ _ H). unfold pset. simpl.
  assert (E : (forall p, In p ps -> pval e p = 0) <-> forall g, In g gs -> value I e g = 0).
  { split.
    - intros Z g J. assert (K := in_map (value I e) _ _ J). rewrite <- A in K. apply in_map_iff in K. destruct K as [p [<- Jp]]. apply Z, Jp.
    - intros Z p J. assert (K := in_map (pval e) _ _ J). rewrite A in K. apply in_map_iff in K. destruct K as [g [<- Jg]]. apply Z, Jg. }
  assert (F : (forall h k, In (h, k) (List.combine hs (map snd cs)) -> holds k (pval e h)) <-> forall h k, In (h, k) cs -> holds k (value I e h)).
  { clear - B. revert hs B. induction cs as [|[x k] cs IH]; intros [|p hs] B; simpl in B; try discriminate; simpl; [tauto |].
    injection B as B1 B2. specialize (IH hs B2). split.
    - intros Z h j [E | J]; [injection E as <- <-; rewrite <- B1; apply Z; left; reflexivity |]. apply IH; [| exact J].
      intros h' k' J'. apply Z. right. exact J'.
    - intros Z h j [E | J]; [injection E as <- <-; rewrite B1; apply Z; left; reflexivity |]. apply IH; [| exact J].
      intros h' k' J'. apply Z. right. exact J'. }
  tauto.
Qed.

Lemma inputs_polys_right ips : input_polys = Some ips ->
  (forall I e, (forall g, In g (input_equations P) -> value I e g = 0) -> forall p, In p ips -> pval e p = 0) /\
  (Flow.data P <> None -> ips = []).
Proof.
  unfold input_polys. destruct (Flow.data P); intros H.
  - apply some_eq in H. subst ips. split; [intros I e _ p [] | reflexivity].
  - split; [| congruence]. intros I e Z p J. assert (A := plains_values I e _ _ H).
    assert (K := in_map (pval e) _ _ J). rewrite A in K. apply in_map_iff in K. destruct K as [g [<- Jg]]. apply Z, Jg.
Qed.

Theorem shown_sound r p : shown r p = true -> invariant P (in_region r).
Proof.
  unfold shown. destruct input_polys as [ips|] eqn:E; [| discriminate].
  destruct (inputs_polys_right ips E) as [IR NI]. revert p.
  induction r as [gs cs | a IHa b IHb]; intros [q | r calls gs' cs' q | p q] H; cbn [region_shown] in H; try discriminate.
  - unfold set_shown in H. destruct (plains gs) as [ps|] eqn:G; [| discriminate].
    destruct (plains (map fst cs)) as [hs|] eqn:C; [| discriminate].
    apply (invariant_iff P (fun _ e => pset ps (List.combine hs (map snd cs)) e)).
    + intros I e. apply pset_of; assumption.
    + apply (invariant_by_sound P (first_atom l) (compute_of m l P) ips (compute_good m l P meant_) IR NI proof_depth _ _ _ H).
  - destruct (plains gs) as [ps|] eqn:G; [| discriminate]. destruct (plains (map fst cs)) as [hs|] eqn:C; [| discriminate].
    apply andb_prop in H. destruct H as [H Q]. apply andb_prop in H. destruct H as [H Ok]. apply andb_prop in H. destruct H as [S1 S2].
    apply same_polys_eq in S1. apply same_conditions_eq in S2.
    apply (invariant_iff P (fun _ e => pset ps (List.combine hs (map snd cs)) e)).
    + intros I e. apply pset_of; assumption.
    + rewrite S1, S2. apply (image_sound m l P meant_ r calls gs' cs' Ok).
      apply (invariant_by_sound P (first_atom l) (compute_of m l P) ips (compute_good m l P meant_) IR NI proof_depth _ _ _ Q).
  - apply andb_prop in H. destruct H as [A B]. simpl.
    apply (invariant_and P (in_region a) (fun I e => ~ in_region b I e)); [apply (IHa p A) | apply invariant_not, (IHb q B)].
Qed.

Theorem countered_sound r p : countered r p = true -> ~ invariant P (in_region r).
Proof.
  unfold countered. destruct r as [gs cs | a b]; [| discriminate].
  destruct (plains gs) as [ps|] eqn:G; [| discriminate]. destruct (plains (map fst cs)) as [hs|] eqn:C; [| discriminate].
  intros H Iv.
  assert (Ip : invariant P (fun _ e => pset ps (List.combine hs (map snd cs)) e)).
  { apply (invariant_iff P (in_region (Plain gs cs))); [| exact Iv]. intros I e. symmetry. apply pset_of; assumption. }
  revert Ip. cbv zeta in H. destruct p as [q | pl equation word | pl j word alone rest]; [discriminate | |].
  - exact (leaves m l P meant_ _ _ pl equation word H).
  - apply andb_prop in H. destruct H as [H R]. destruct input_polys as [ips|] eqn:E; [| discriminate].
    destruct (inputs_polys_right ips E) as [IR NI].
    apply (crosses m l P meant_ alone _ _ pl j word H).
    apply (invariant_by_sound P (first_atom l) (compute_of m l P) ips (compute_good m l P meant_) IR NI proof_depth _ _ _ R).
Qed.
End Claim.

Definition holds_by (c : claim) (p : proof) : bool :=
  match meaning_of c with
  | Some s =>
    match says s with
    | Certified => match p with Stays q => shown (of_model c) (layout_of c) (about s) (set_meant s) q | _ => false end
    | Refuted => countered (of_model c) (layout_of c) (about s) (set_meant s) p
    end
  | None => false
  end.

Theorem checked (c : claim) (p : proof) : holds_by c p = true -> exists s, meaning_of c = Some s /\ truth s.
Proof.
  unfold holds_by. destruct (meaning_of c) as [s|] eqn:M; [| discriminate]. intros H. exists s. split; [reflexivity |].
  assert (E : problem_of (of_model c) (layout_of c) = Some (about s)).
  { unfold meaning_of in M. destruct (problem_of (of_model c) (layout_of c)) as [P|] eqn:E; [| discriminate].
    destruct (region_of _ _ _ _); [| discriminate]. apply some_eq in M. subst s. reflexivity. }
  unfold truth. destruct (says s).
  - destruct p as [q | |]; try discriminate. exact (shown_sound _ _ _ E _ _ H).
  - exact (countered_sound _ _ _ E _ _ H).
Qed.

(** ** From the bytes *)
Definition claim_of_bytes (bytes : string) : option claim :=
  match Json.parse bytes with
  | Some j => match Reading.read_certificate j with Some (c, _) => Some c | None => None end
  | None => None
  end.
Definition statement_of_bytes (bytes : string) : option statement :=
  match claim_of_bytes bytes with Some c => meaning_of c | None => None end.
Definition verified (bytes : string) (p : proof) : bool :=
  match claim_of_bytes bytes with Some c => holds_by c p | None => false end.

Theorem checked_bytes (bytes : string) (p : proof) : verified bytes p = true ->
  exists s, statement_of_bytes bytes = Some s /\ truth s.
Proof.
  unfold verified, statement_of_bytes. destruct (claim_of_bytes bytes) as [c|]; [| discriminate]. apply checked.
Qed.
Print Assumptions checked_bytes.
