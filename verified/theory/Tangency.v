(** * Tangency: theorems T2, T3 and T5

    S = V with side conditions. (i) (prod h)^N L_X g is a combination of what vanishes, for each equation g and field X;
    (ii) so is L_X h, with h itself besides, or h has no zero on V, or V with h = 0 is invariant, too. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Ranalysis5 Lra Lia List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Expr Germs Affine Tower Dual Syntax Flow Evidence Sets.
Import ListNotations.
Open Scope R_scope.

Lemma some_eq {A} (a b : A) : Some a = Some b -> a = b.
Proof. congruence. Qed.

(** ** The components of the fields *)
Definition partial_of (P : problem) (I : interp) (j : nat) (e : state) (i : positive) : R :=
  match members P with
  | Gradients outputs =>
    match nth_error outputs j with Some F => Q2R (rate P i) * along I e (unit_at i) (gradient F) | None => 0 end
  | Vectors fields =>
    match nth_error fields j with
    | Some X => match nth_error X (Nat.pred (Pos.to_nat i)) with Some c => value I e c | None => 0 end
    | None => 0
    end
  end.
Definition size_of_family (P : problem) : nat :=
  match members P with Gradients outputs => length outputs | Vectors fields => length fields end.

Lemma pull_partial P I d theta i : everywhere_defined P I (at_input P theta (input d)) ->
  pull P I d theta i = partial_of P I (member d) (at_input P theta (input d)) i.
Proof.
  unfold pull, partial_of, everywhere_defined. destruct (members P) as [outputs | fields]; [| reflexivity].
  intros D. destruct (nth_error outputs (member d)) as [F|] eqn:N; [| reflexivity].
  f_equal. apply is_derive_unique, partial, D. apply nth_error_In in N. exact N.
Qed.

(** How the components are computed: slots for each member, with the variables that it brought. *)
Definition computing := bool -> images -> (positive -> bool) -> (fn -> poly -> option (poly * list positive)) ->
  option (list slots * list positive).

Record context := {
  here : R; size : R -> R; meaning : interp; env : R -> state; rho : positive -> R -> R;
  everything : list atom }.
Definition faithful (P : problem) (first : positive) (c : context) : Prop :=
  size c (here c) = 0 /\ respects (declared P) (meaning c) /\
  (forall i, continuous (fun r => env c r i) (here c)) /\ (forall v, continuous (rho c v) (here c)) /\
  (forall v, (v < first)%positive -> locally (here c) (fun r => rho c v r = env c r v)) /\
  everywhere_defined P (meaning c) (env c (here c)).

Definition computes (P : problem) (first : positive) (compute : computing) : Prop :=
  forall c, faithful P first c -> forall named img wanted calls components brought,
  (forall v p, image_of img v = Some p -> eqm (here c) (size c) (rho c v) (pev (rho c) p)) ->
  (forall f p q vs, calls f p = Some (q, vs) -> in_domain f (pev (rho c) p (here c)) ->
     (forall r, pev (rho c) q r = apply (meaning c) f (pev (rho c) p r)) /\ Forall (met (here c) (meaning c) (rho c) (everything c)) vs) ->
  compute named img wanted calls = Some (components, brought) ->
  length components = size_of_family P /\
  (forall j g, nth_error components j = Some g -> forall i, wanted i = true ->
     eqm (here c) (size c) (fun r => partial_of P (meaning c) j (env c r) i) (slot (rho c) i g)) /\
  Forall (met (here c) (meaning c) (rho c) (everything c)) brought.

Section Checker.
Variable P : problem.
Variable first : positive.          (* the number of the first atom *)
Variable compute : computing.
Variable input_polynomials : list poly.

(** Pi is a constant before the atoms. *)
Definition pi_ok : bool := match pi_leaf P with Some i => Pos.ltb i first && negb (is_input P i) | None => true end.
Definition is_pi (v : positive) : bool := match pi_leaf P with Some i => Pos.eqb v i | None => false end.
Definition rank (v : positive) : N := if is_parameter P v then if qzero (rate P v) then 1%N else 2%N else 0%N.
Definition state_poly (p : poly) : bool :=
  forallb (fun t => forallb (fun v => andb (Pos.ltb v first) (negb (is_input P v))) (fst t)) p.

(** ** What is known to vanish *)
Record known := {
  of_curved : PositiveMap.t poly; of_inputs : PositiveMap.t poly; of_atoms : PositiveMap.t atom; lookup : table;
  of_brought : PositiveMap.t unit; of_congruences : list poly; indexed_congruences : PositiveMap.t poly }.
Definition is_brought (k : known) (v : positive) : bool := match PositiveMap.find v (of_brought k) with Some _ => true | None => false end.
Definition square_of (v : positive) : poly := pmul (pvar v) (pvar v).
Definition relation_of (k : known) (a : atom) : option poly :=
  let v := name a in
  match function a with
  | Inv => if is_brought k v then Some (psub (pmul (pvar v) (argument a)) (pconst (1 # 1))) else None
  | Sqrt => if is_brought k v then Some (psub (square_of v) (argument a)) else None
  | Sin => match call (declared P) (pi_leaf P) (lookup k) Cos (argument a) with
           | Some (c, _) => Some (psub (padd (square_of v) (pmul c c)) (pconst (1 # 1))) | None => None end
  | Cosh => match call (declared P) (pi_leaf P) (lookup k) Sinh (argument a) with
            | Some (s, _) => Some (psub (psub (square_of v) (pmul s s)) (pconst (1 # 1))) | None => None end
  | _ => None
  end.
Definition knows (k : known) (h : option poly) (r : reference) : option poly :=
  match r with
  | REquation i => item (of_curved k) i
  | RInput i => item (of_inputs k) i
  | RSettled _ => None
  | RCongruence i => item (indexed_congruences k) i
  | RRelation i => match item (of_atoms k) i with Some a => relation_of k a | None => None end
  | RCondition => h
  end.

Definition add_brought (m : PositiveMap.t unit) (vs : list positive) : PositiveMap.t unit :=
  fold_left (fun m v => PositiveMap.add v tt m) vs m.
Definition limited_ok (k : known) (a : atom) : bool :=
  match limited (function a) (name a) with [] => true | _ => is_brought k (name a) end.
Fixpoint congruent (k : known) (l : list congruence) : option known :=
  match l with
  | [] => Some k
  | g :: l =>
    match item (of_atoms k) (c_atom g) with
    | None => None
    | Some a =>
      if limited_ok k a && follows (knows k None) (psub (argument a) (c_argument g)) (c_because g) then
        match call (declared P) (pi_leaf P) (lookup k) (function a) (c_argument g) with
        | Some (q, vs) =>
          let cs := of_congruences k ++ [psub (pvar (name a)) q] in
          congruent {| of_curved := of_curved k; of_inputs := of_inputs k; of_atoms := of_atoms k; lookup := lookup k;
                       of_brought := add_brought (of_brought k) vs; of_congruences := cs; indexed_congruences := indexed cs |} l
        | None => None
        end
      else None
    end
  end.

(** ** Lie derivatives *)
Fixpoint by_leaf (g : slots) (m : PositiveMap.t poly) : PositiveMap.t poly :=
  match g with
  | [] => m
  | (i, p) :: g => by_leaf g (PositiveMap.add i (match PositiveMap.find i m with Some q => padd p q | None => p end) m)
  end.
(** The partial derivatives of a polynomial by the parameters that it mentions. *)
Definition partials (y : poly) : list (positive * poly) :=
  map (fun v => (v, pderive v y)) (filter (is_parameter P) (support y)).
Definition lie_with (m : PositiveMap.t poly) (ds : list (positive * poly)) : poly :=
  psum (map (fun t => match PositiveMap.find (fst t) m with Some s => pmul (snd t) s | None => [] end) ds).
Definition lie_poly (m : PositiveMap.t poly) (y : poly) : poly := lie_with m (partials y).

Definition find2 {A} (m : PositiveMap.t (PositiveMap.t A)) (i j : N) : option A :=
  match item m i with Some n => item n j | None => None end.
Definition equation_ok (k : known) (H : poly) (m : PositiveMap.t poly) (ds : list (positive * poly)) (p : option (nat * combination)) : bool :=
  let L := lie_with m ds in
  match p with
  | None => match L with [] => true | _ => false end
  | Some (n, c) => follows (knows k None) (match n with O => L | _ => pmul (ppow H n) L end) c
  end.
Fixpoint equations_ok (k : known) (H : poly) (m : PositiveMap.t poly) (l : PositiveMap.t (PositiveMap.t (nat * combination)))
    (field i : N) (ys : list (list (positive * poly))) : bool :=
  match ys with
  | [] => true
  | ds :: ys => if equation_ok k H m ds (find2 l field i) then equations_ok k H m l field (N.succ i) ys else false
  end.
Definition is_kept (c : condition_proof) : bool := match c with Kept => true | _ => false end.
Definition condition_ok (k : known) (m : PositiveMap.t poly) (h : poly) (ds : list (positive * poly)) (p : option combination) : bool :=
  follows (knows k (Some h)) (lie_with m ds) (match p with Some c => c | None => [] end).
Fixpoint conditions_ok (k : known) (m : PositiveMap.t poly) (l : PositiveMap.t (PositiveMap.t combination)) (field i : N)
    (hs : list (poly * list (positive * poly))) (ps : list condition_proof) : bool :=
  match hs, ps with
  | [], _ => true
  | h :: hs, p :: ps =>
    (if is_kept p then condition_ok k m (fst h) (snd h) (find2 l field i) else true) && conditions_ok k m l field (N.succ i) hs ps
  | _ :: _, [] => false
  end.
(** The targets and the conditions with their partial derivatives, which are the same for all fields. *)
Definition prepared (S : setting) : list (list (positive * poly)) := map partials (targets S).
Definition prepared_conditions (S : setting) : list (poly * list (positive * poly)) :=
  map (fun c => (fst c, partials (fst c))) (conds S).
Fixpoint fields_ok (k : known) (ys : list (list (positive * poly))) (hs : list (poly * list (positive * poly))) (H : poly)
    (v : view_proof) (ps : list condition_proof) (field : N) (l : list slots) : bool :=
  match l with
  | [] => true
  | g :: l =>
    let m := by_leaf g (PositiveMap.empty poly) in
    equations_ok k H m (lie v) field 0 ys && conditions_ok k m (kept v) field 0 hs ps
    && fields_ok k ys hs H v ps (N.succ field) l
  end.

(** What the inputs are at a datum, or nothing. *)
Fixpoint row_images (k : nat) (row : list Q) (m : images) : images :=
  match row with [] => m | q :: row => row_images (S k) row (PositiveMap.add (input_leaf P k) (pconst q) m) end.
Definition wanted_of (S : setting) : PositiveMap.t unit :=
  fold_left (fun s p => fold_left (fun s t => add_variables s (fst t)) p s) (targets S ++ map fst (conds S)) (PositiveMap.empty unit).
Definition wants (m : PositiveMap.t unit) (v : positive) : bool :=
  andb (is_parameter P v) (match PositiveMap.find v m with Some _ => true | None => false end).

Definition all_wanted (W : PositiveMap.t unit) (y : poly) : bool :=
  forallb (wants W) (filter (is_parameter P) (support y)).

Definition view_ok (S : setting) (ps : list condition_proof) (W : PositiveMap.t unit) (row : option (list Q)) (field : N) (v : view_proof) : bool :=
  let ats := number first (atoms v) in
  let T := table_of ats in
  let im := match row with Some r => row_images 0 r (img S) | None => img S end in
  ordered ats &&
  match compute (by_name v) im (wants W) (call (declared P) (pi_leaf P) T) with
  | None => false
  | Some (components, brought) =>
    match congruent {| of_curved := indexed (curved S); of_inputs := indexed input_polynomials; of_atoms := indexed ats; lookup := T;
                       of_brought := add_brought (PositiveMap.empty unit) brought; of_congruences := [];
                       indexed_congruences := PositiveMap.empty poly |} (congruences v) with
    | None => false
    | Some k => fields_ok k (prepared S) (prepared_conditions S) (product_of (conds S)) v ps field components
    end
  end.
Fixpoint views_ok (S : setting) (ps : list condition_proof) (W : PositiveMap.t unit) (rows : list (option (list Q))) (field : N) (vs : list view_proof) : bool :=
  match rows, vs with
  | [], [] => true
  | row :: rows, v :: vs =>
    view_ok S ps W row field v && views_ok S ps W rows (field + N.of_nat (size_of_family P)) vs
  | _, _ => false
  end.
Definition views_of_data : list (option (list Q)) := match data P with None => [None] | Some rows => map Some rows end.

(** The analytic part of the check; conditions that are not [Kept] are somebody else's. *)
Definition tangent (S : setting) (vs : list view_proof) (ps : list condition_proof) : bool :=
  N.ltb (parameters P + inputs P) (Npos first) && pi_ok && forallb state_poly (targets S) && forallb (fun c => state_poly (fst c)) (conds S)
  && no_equal (conds S) && forallb (below first) input_polynomials && Nat.leb (length (conds S)) (length ps)
  && let W := wanted_of S in
     forallb (all_wanted W) (targets S) && forallb (fun c => all_wanted W (fst c)) (conds S) && views_ok S ps W views_of_data 0 vs.

(** A model that is nowhere defined on the set, whatever datum is used. *)
Definition outside_ok (S : setting) (row : option (list Q)) (o : outside) : bool :=
  let ats := number first (o_atoms o) in
  let im := match row with Some r => row_images 0 r (PositiveMap.empty poly) | None => PositiveMap.empty poly end in
  ordered ats &&
  match compute false im (fun _ => false) (call (declared P) (pi_leaf P) (table_of ats)), item (indexed ats) (o_atom o), sum_of_squares (conds S) (o_squares o) with
  | Some (_, brought), Some a, Some s =>
    existsb (Pos.eqb (name a)) brought
    && match function a, o_squares o with Inv, [] | Log, _ | Sqrt, _ => true | _, _ => false end
    && follows (only_equations (indexed (curved S))) (psub (popp (psubst (image_of (img S)) (argument a))) s) (o_cofactors o)
  | _, _, _ => false
  end.
Fixpoint outsides_ok (S : setting) (rows : list (option (list Q))) (l : list outside) : bool :=
  match rows, l with
  | [], [] => true
  | r :: rows, o :: l => outside_ok S r o && outsides_ok S rows l
  | _, _ => false
  end.
Definition undefined (S : setting) (l : list outside) : bool :=
  N.ltb (parameters P + inputs P) (Npos first) && pi_ok && forallb state_poly (targets S) && forallb (fun c => state_poly (fst c)) (conds S)
  && outsides_ok S views_of_data l.

(** ** Soundness *)
Hypothesis compute_good : computes P first compute.

Lemma state_poly_value p e e' : state_poly p = true ->
  (forall v, (v < first)%positive -> is_input P v = false -> e v = e' v) -> pval e p = pval e' p.
Proof.
  intros L E. induction p as [|[n q] p IH]; simpl in *; [reflexivity |].
  apply andb_prop in L. destruct L as [L1 L2]. rewrite (IH L2). f_equal. f_equal.
  clear IH L2. induction n as [|v n IH]; simpl in *; [reflexivity |].
  apply andb_prop in L1. destruct L1 as [V N]. apply andb_prop in V. destruct V as [V1 V2].
  apply Pos.ltb_lt in V1. apply Bool.negb_true_iff in V2. rewrite (IH N), (E v V1 V2). reflexivity.
Qed.

Lemma product_nonzero_of e cs : (forall c, In c cs -> pval e (fst c) <> 0) -> pval e (product_of cs) <> 0.
Proof.
  induction cs as [|[h k] cs IH]; intros N; cbn [product_of]; [rewrite pval_const, Q2R_1; lra |].
  rewrite pval_mul. apply Rmult_integral_contrapositive_currified.
  - assert (X := N (h, k) (or_introl eq_refl)). unfold positive_form. cbn [fst snd] in *. destruct k; rewrite ?pval_opp; lra.
  - apply IH. intros c J. apply N. right. exact J.
Qed.

Lemma parameter_no_input i : is_parameter P i = true -> is_input P i = false.
Proof.
  unfold is_parameter, is_input. intros H. apply N.leb_le in H.
  destruct (N.ltb_spec (parameters P) (Npos i)); [lia | reflexivity].
Qed.

Section Flow.
Variables (I : interp) (a b : R) (drives : list drive) (theta : R -> state).
Hypothesis respected : respects (declared P) I.
Hypothesis flows : flow P I a b drives theta.
Hypothesis leaves_first : N.ltb (parameters P + inputs P) (Npos first) = true.
Hypothesis pi_fine : pi_ok = true.

Definition speed (r : R) (i : positive) : R := if is_parameter P i then velocity P I drives r (theta r) i else 0.
Definition env_of (d : drive) (r : R) : state := at_input P (theta r) (input d).
Definition along_flow (y : poly) (r : R) : R := pval (theta r) y.
Definition lie_of (d : drive) (y : poly) (r : R) : R :=
  sum_over (support y) (fun v => pval (theta r) (pderive v y) * (if is_parameter P v then pull P I d (theta r) v else 0)).

Lemma flow_moves r i : a < r < b -> is_derive (fun r => theta r i) r (speed r i).
Proof.
  intros B. unfold speed. destruct (is_parameter P i) eqn:E.
  - apply (parameters_move _ _ _ _ _ _ flows); auto.
  - apply (others_rest _ _ _ _ _ _ flows); auto.
Qed.

Lemma flow_derive y r : a < r < b ->
  is_derive (along_flow y) r (fold_right (fun d s => coefficient d r * lie_of d y r + s) 0 drives).
Proof.
  intros B.
  assert (D := pval_derive theta r (speed r) y (fun m q v _ _ => flow_moves r v B)).
  rewrite (pdir_partials (theta r) (speed r) y (support y) (support_once y)) in D
    by (intros m c v J K; apply (support_complete y m c v J K)).
  replace (fold_right (fun d s => coefficient d r * lie_of d y r + s) 0 drives)
    with (sum_over (support y) (fun v => pval (theta r) (pderive v y) * speed r v)); [exact D |].
  unfold lie_of, speed, velocity. clear. induction drives as [|d l IH]; simpl.
  - rewrite (sum_over_ext _ _ (fun v => 0 * 0)); [rewrite sum_over_scal; ring |].
    intros v _. destruct (is_parameter P v); ring.
  - rewrite <- IH, <- sum_over_scal, <- sum_over_plus. apply sum_over_ext. intros v _.
    destruct (is_parameter P v); ring.
Qed.

Lemma flow_continuous y r : a < r < b -> continuous (along_flow y) r.
Proof. intros B. exact (is_derive_continuous _ _ _ (flow_derive y r B)). Qed.

Lemma env_continuous d r i : a < r < b -> continuous (fun r => env_of d r i) r.
Proof.
  intros B. unfold env_of, at_input. destruct (is_input P i); [apply continuous_const |].
  exact (is_derive_continuous _ _ _ (flow_moves r i B)).
Qed.

Lemma drives_small t0 size y : a < t0 < b -> (forall d, In d drives -> small t0 size (lie_of d y)) ->
  small t0 size (Derive (along_flow y)).
Proof.
  intros B each.
  apply (small_near t0 size (fun r => fold_right (fun d s => coefficient d r * lie_of d y r + s) 0 drives)).
  { apply (locally_interval_of a b t0 _ B). intros r Br. symmetry. apply is_derive_unique, flow_derive, Br. }
  assert (C : forall d, In d drives -> continuous (coefficient d) t0).
  { intros d D. apply (coefficients_continuous _ _ _ _ _ _ flows); assumption. }
  clear - each C. induction drives as [|d l IH]; simpl; [apply small_zero |].
  apply small_plus.
  - apply small_mult; [apply C | apply each]; left; reflexivity.
  - apply IH; intros e E; [apply each | apply C]; right; exact E.
Qed.

(** The leaves as functions of time; pi is itself at all times. *)
Definition base_of (d : drive) (w : positive) (r : R) : R := if is_pi w then PI else env_of d r w.

(** One datum at one time, with functions that vanish there. *)
Section Datum.
Variables (S : setting) (t0 : R) (sz : R -> R) (d : drive) (row : option (list Q)) (v : view_proof).
Hypothesis inside_ : a < t0 < b.
Hypothesis sz_here : sz t0 = 0.
Hypothesis used : In d drives.
Hypothesis targets_small : forall y, In y (targets S) -> small t0 sz (along_flow y).
Hypothesis targets_state : forallb state_poly (targets S) = true.
Hypothesis inputs_low : forallb (below first) input_polynomials = true.
Hypothesis inputs_zero : forall p, In p input_polynomials -> forall r, a < r < b -> pval (env_of d r) p = 0.
Hypothesis row_true : match row with
  | None => True
  | Some l => length l = N.to_nat (inputs P) /\
              forall k q, nth_error l k = Some q -> forall r, a < r < b -> env_of d r (input_leaf P k) = Q2R q
  end.

Let ats := number first (atoms v).
Hypothesis ats_ordered : ordered ats = true.
Let tow := tower t0 I (base_of d) first (atoms v).

Lemma tow_continuous w : continuous (tow w) t0.
Proof.
  apply tower_continuous. intros u. unfold base_of. destruct (is_pi u); [apply continuous_const | apply env_continuous, inside_].
Qed.
Lemma tow_low w r : a < r < b -> (w < first)%positive -> tow w r = env_of d r w.
Proof.
  intros B L. unfold tow. rewrite tower_low by exact L. unfold base_of, is_pi. assert (Pf := pi_fine). unfold pi_ok in Pf.
  destruct (pi_leaf P) as [i|] eqn:E; [| reflexivity]. destruct (Pos.eqb_spec w i) as [-> |]; [| reflexivity].
  apply andb_prop in Pf. destruct Pf as [_ N]. apply Bool.negb_true_iff in N. unfold env_of, at_input. rewrite N.
  symmetry. apply (pi_is_pi _ _ _ _ _ _ flows r i B E).
Qed.
Lemma tow_pi w : pi_leaf P = Some w -> forall r, tow w r = PI.
Proof.
  intros E r. assert (Pf := pi_fine). unfold pi_ok in Pf. rewrite E in Pf. apply andb_prop in Pf. destruct Pf as [L _].
  apply Pos.ltb_lt in L. unfold tow. rewrite tower_low by exact L. unfold base_of, is_pi. rewrite E, Pos.eqb_refl. reflexivity.
Qed.

Lemma tow_state p r : a < r < b -> state_poly p = true -> pev tow p r = along_flow p r.
Proof.
  intros B St. unfold pev, along_flow. apply (state_poly_value p _ _ St). intros w W N. rewrite tow_low by assumption.
  unfold env_of, at_input. rewrite N. reflexivity.
Qed.

Lemma ats_good : Forall (good_atom t0 I tow ats) ats.
Proof.
  apply Forall_forall. intros x J. split; [exact J |]. intros r. unfold tow.
  apply (tower_atoms t0 I (atoms v)); [exact ats_ordered | exact J].
Qed.

Lemma state_small y : In y (targets S) -> small t0 sz (pev tow y).
Proof.
  intros J. assert (TS := targets_state). rewrite forallb_forall in TS.
  apply (small_near t0 sz (along_flow y)); [| apply targets_small, J].
  apply (locally_interval_of a b t0 _ inside_). intros r B. symmetry. apply tow_state; [exact B | apply TS, J].
Qed.

Lemma datum_faithful : faithful P first {| here := t0; size := sz; meaning := I; env := env_of d; rho := tow; everything := ats |}.
Proof.
  split; [exact sz_here |]. split; [exact respected |]. split; [intros i; apply env_continuous, inside_ |].
  split; [exact tow_continuous |].
  split; [intros w W; apply (locally_interval_of a b t0 _ inside_); intros r B; apply tow_low; assumption |].
  apply (in_the_domain _ _ _ _ _ _ flows d t0 used inside_).
Qed.

Let im := match row with Some r => row_images 0 r (img S) | None => img S end.

Lemma row_images_find l : forall k m w p, PositiveMap.find w (row_images k l m) = Some p ->
  PositiveMap.find w m = Some p \/ exists n q, nth_error l n = Some q /\ w = input_leaf P (k + n) /\ p = pconst q.
Proof.
  induction l as [|q l IH]; intros k m w p F; simpl in F; [left; exact F |].
  destruct (IH _ _ _ _ F) as [G | [n [q' [N [E1 E2]]]]].
  - destruct (Pos.eq_dec w (input_leaf P k)) as [-> | M].
    + rewrite PositiveMap.gss in G. injection G as <-. right. exists O, q. rewrite Nat.add_0_r. auto.
    + rewrite PositiveMap.gso in G by exact M. left. exact G.
  - right. exists (Datatypes.S n), q'. rewrite Nat.add_succ_r. auto.
Qed.

Lemma im_good w p : image_of im w = Some p -> eqm t0 sz (tow w) (pev tow p).
Proof.
  intros F.
  assert (own : forall w p, PositiveMap.find w (img S) = Some p -> eqm t0 sz (tow w) (pev tow p)).
  { intros u q G. apply (small_ext t0 sz (pev tow (psub (pvar u) q))).
    - intros r. unfold pev. rewrite pval_sub, pval_var. reflexivity.
    - apply state_small. unfold targets. apply in_or_app. left. unfold rows. apply in_map_iff.
      exists (u, q). split; [reflexivity |]. apply in_solutions, PositiveMap.elements_correct. exact G. }
  unfold im, image_of in F. destruct row as [l|]; [| apply own, F].
  destruct row_true as [Len RT].
  destruct (row_images_find _ _ _ _ _ F) as [G | [n [q [N [-> ->]]]]]; [apply own, G |].
  apply eqm_near, (locally_interval_of a b t0 _ inside_). intros r Br.
  unfold pev. rewrite pval_const, <- (RT n q N r Br). apply tow_low; [exact Br |].
  assert (L : (n < length l)%nat) by (apply nth_error_Some; congruence).
  apply N.ltb_lt in leaves_first. unfold input_leaf. simpl. lia.
Qed.

Lemma calls_fine f p q vs : call (declared P) (pi_leaf P) (table_of ats) f p = Some (q, vs) -> in_domain f (pev tow p t0) ->
  (forall r, pev tow q r = apply I f (pev tow p r)) /\ Forall (met t0 I tow ats) vs.
Proof.
  intros C D. apply (call_good t0 I (declared P) respected (pi_leaf P) tow tow_pi ats (table_of ats)); [| exact C | exact D].
  apply table_of_good, ats_good.
Qed.

(** What is known is small. *)
Definition sound_known (k : known) : Prop :=
  of_curved k = indexed (curved S) /\ of_inputs k = indexed input_polynomials /\ of_atoms k = indexed ats /\
  lookup k = table_of ats /\
  (forall w, is_brought k w = true -> met t0 I tow ats w) /\
  indexed_congruences k = indexed (of_congruences k) /\
  (forall p, In p (of_congruences k) -> small t0 sz (pev tow p)).

Lemma named_atom x : In x ats -> met t0 I tow ats (name x) -> in_domain (function x) (pev tow (argument x) t0).
Proof.
  intros J [y [[K _] [E D]]]. rewrite <- (number_unique (atoms v) first y x K J E). exact D.
Qed.

Lemma relation_small k x p : sound_known k -> In x ats -> relation_of k x = Some p -> small t0 sz (pev tow p).
Proof.
  intros [_ [_ [_ [L [Br _]]]]] J E. assert (G := ats_good). rewrite Forall_forall in G. specialize (G x J).
  assert (value_in : in_domain (function x) (pev tow (argument x) t0) ->
    forall r, tow (name x) r = apply I (function x) (pev tow (argument x) r)).
  { intros D r. rewrite (proj2 G r). unfold atom_value. destruct in_domain_dec; [reflexivity | contradiction]. }
  assert (zero : (exists N : R -> Prop, locally t0 N /\ forall r, N r -> pev tow p r = 0) -> small t0 sz (pev tow p)).
  { intros [N [LN Z]]. apply (small_near t0 sz (fun _ => 0)); [| apply small_zero].
    apply (filter_imp N); [intros r Nr; symmetry; apply Z, Nr | exact LN]. }
  unfold relation_of in E. destruct (function x) eqn:F; try discriminate.
  - destruct (call (declared P) (pi_leaf P) (lookup k) Cos (argument x)) as [[c vs]|] eqn:C; [| discriminate]. apply some_eq in E. subst p.
    rewrite L in C. destruct (calls_fine Cos (argument x) c vs C Logic.I) as [Cv _].
    apply zero. exists (fun _ => True). split; [apply filter_forall; auto |]. intros r _.
    unfold pev, square_of. rewrite pval_sub, pval_add, !pval_mul, !pval_var, pval_const, Q2R_1.
    change (tow (name x) r * tow (name x) r + pev tow c r * pev tow c r - 1 = 0).
    rewrite (value_in Logic.I r), (Cv r). cbn [apply]. assert (A := sin2_cos2 (pev tow (argument x) r)). unfold Rsqr in A. lra.
  - destruct (call (declared P) (pi_leaf P) (lookup k) Sinh (argument x)) as [[c vs]|] eqn:C; [| discriminate]. apply some_eq in E. subst p.
    rewrite L in C. destruct (calls_fine Sinh (argument x) c vs C Logic.I) as [Cv _].
    apply zero. exists (fun _ => True). split; [apply filter_forall; auto |]. intros r _.
    unfold pev, square_of. rewrite !pval_sub, !pval_mul, !pval_var, pval_const, Q2R_1.
    change (tow (name x) r * tow (name x) r - pev tow c r * pev tow c r - 1 = 0).
    rewrite (value_in Logic.I r), (Cv r). cbn [apply]. unfold sinh, cosh.
    assert (A : exp (pev tow (argument x) r) * exp (- pev tow (argument x) r) = 1).
    { rewrite <- exp_plus, Rplus_opp_r. apply exp_0. }
    set (u := exp (pev tow (argument x) r)) in *. set (w := exp (- pev tow (argument x) r)) in *.
    replace ((u + w) / 2 * ((u + w) / 2) - (u - w) / 2 * ((u - w) / 2) - 1) with (u * w - 1) by field. lra.
  - destruct (is_brought k (name x)) eqn:B; [| discriminate]. apply some_eq in E. subst p.
    assert (D := named_atom x J (Br _ B)). rewrite F in D. cbn [in_domain] in D.
    apply zero. exists (fun r => 0 < pev tow (argument x) r). split.
    + exact (pev_continuous t0 tow tow_continuous (argument x) (fun y => 0 < y) (open_gt 0 _ D)).
    + intros r Pr. unfold pev, square_of. rewrite pval_sub, pval_mul, pval_var.
      change (tow (name x) r * tow (name x) r - pev tow (argument x) r = 0).
      rewrite (value_in D r). cbn [apply]. rewrite sqrt_sqrt by lra. ring.
  - destruct (is_brought k (name x)) eqn:B; [| discriminate]. apply some_eq in E. subst p.
    assert (D := named_atom x J (Br _ B)). rewrite F in D. cbn [in_domain] in D.
    apply zero. exists (fun r => pev tow (argument x) r <> 0). split.
    + exact (pev_continuous t0 tow tow_continuous (argument x) (fun y => y <> 0) (open_neq 0 _ D)).
    + intros r Nr. unfold pev. rewrite pval_sub, pval_mul, pval_var, pval_const, Q2R_1.
      change (tow (name x) r * pev tow (argument x) r - 1 = 0).
      rewrite (value_in D r). cbn [apply]. rewrite Rinv_l by exact Nr. ring.
Qed.

Lemma knows_small k h q r : sound_known k -> (forall p, h = Some p -> small t0 sz (pev tow p)) ->
  knows k h r = Some q -> small t0 sz (pev tow q).
Proof.
  intros K Hh E. assert (K0 := K). destruct K as [Kc [Ki [Ka [_ [_ [Kx Kg]]]]]]. destruct r; cbn [knows] in E.
  - rewrite Kc in E. apply item_in in E. apply state_small. unfold targets. apply in_or_app. right. exact E.
  - rewrite Ki in E. apply item_in in E.
    apply (small_near t0 sz (fun _ => 0)); [| apply small_zero].
    apply (locally_interval_of a b t0 _ inside_). intros r Br. symmetry. rewrite <- (inputs_zero q E r Br).
    unfold pev. symmetry. apply (pval_below first); [rewrite forallb_forall in inputs_low; apply inputs_low, E |].
    intros w W. symmetry. apply tow_low; assumption.
  - discriminate.
  - rewrite Kx in E. apply item_in in E. apply Kg, E.
  - destruct (item (of_atoms k) i) as [x|] eqn:A; [| discriminate]. rewrite Ka in A. apply item_in in A.
    apply (relation_small k x q K0 A E).
  - apply Hh. exact E.
Qed.

Lemma limited_total f w : limited f w = [] -> forall x, in_domain f x.
Proof. destruct f; simpl; try discriminate; trivial. Qed.

Lemma add_brought_find w vs : forall m, PositiveMap.find w (add_brought m vs) <> None -> In w vs \/ PositiveMap.find w m <> None.
Proof.
  induction vs as [|u vs IH]; intros m H; simpl in *; [right; exact H |].
  destruct (IH _ H) as [J | G]; [left; right; exact J |].
  destruct (Pos.eq_dec w u) as [-> | N]; [left; left; reflexivity |]. rewrite PositiveMap.gso in G by exact N. right. exact G.
Qed.

Lemma congruent_sound l : forall k k', sound_known k -> congruent k l = Some k' -> sound_known k'.
Proof.
  induction l as [|g l IH]; intros k k' K E; cbn [congruent] in E; [apply some_eq in E; subst k'; exact K |].
  destruct (item (of_atoms k) (c_atom g)) as [x|] eqn:A; [| discriminate].
  destruct (limited_ok k x && follows (knows k None) (psub (argument x) (c_argument g)) (c_because g)) eqn:F; [| discriminate].
  destruct (call (declared P) (pi_leaf P) (lookup k) (function x) (c_argument g)) as [[q vs]|] eqn:C; [| discriminate].
  apply (IH _ _) in E; [exact E |]. clear IH E l k'.
  apply andb_prop in F. destruct F as [Li F].
  assert (K0 := K). destruct K as [Kc [Ki [Ka [Kt [Kb [Kx Kg]]]]]].
  rewrite Ka in A. apply item_in in A.
  assert (D : in_domain (function x) (pev tow (argument x) t0)).
  { unfold limited_ok in Li. destruct (limited (function x) (name x)) eqn:L; [apply (limited_total _ _ L) |].
    apply named_atom; [exact A | apply Kb, Li]. }
  assert (Sm : small t0 sz (pev tow (psub (argument x) (c_argument g)))).
  { apply (follows_small t0 sz tow (knows k None) _ (c_because g) tow_continuous); [| exact F].
    intros r p Kp. apply (knows_small k None p r K0); [discriminate | exact Kp]. }
  assert (Eq : eqm t0 sz (pev tow (argument x)) (pev tow (c_argument g))).
  { apply (small_ext t0 sz (pev tow (psub (argument x) (c_argument g)))); [| exact Sm].
    intros r. unfold pev. apply pval_sub. }
  assert (V := eqm_here t0 sz sz_here _ _ Eq).
  rewrite Kt in C. destruct (calls_fine _ _ _ _ C) as [Cv Cm]; [rewrite <- V; exact D |].
  assert (G := ats_good). rewrite Forall_forall in G. specialize (G x A).
  assert (new : small t0 sz (pev tow (psub (pvar (name x)) q))).
  { apply (small_ext t0 sz (fun r => apply I (function x) (pev tow (argument x) r) - apply I (function x) (pev tow (c_argument g) r))).
    - intros r. unfold pev at 3. rewrite pval_sub, pval_var. fold (pev tow q r). rewrite (Cv r), (proj2 G r). unfold atom_value.
      destruct in_domain_dec; [reflexivity | contradiction].
    - apply (eqm_call t0 sz sz_here I (function x)); [apply pev_continuous, tow_continuous | apply pev_continuous, tow_continuous | exact D | exact Eq]. }
  split; [exact Kc |]. split; [exact Ki |]. split; [exact Ka |]. split; [exact Kt |].
  split; [| split; [reflexivity |]].
  - intros w W. unfold is_brought in W. cbn [of_brought] in W.
    destruct (add_brought_find w vs (of_brought k)) as [J | N].
    + destruct (PositiveMap.find w (add_brought (of_brought k) vs)); [discriminate | discriminate W].
    + rewrite Forall_forall in Cm. apply Cm, J.
    + apply Kb. unfold is_brought. destruct (PositiveMap.find w (of_brought k)); [reflexivity | congruence].
  - cbn [of_congruences]. intros p J. apply in_app_or in J. destruct J as [J | [<- | []]]; [apply Kg, J | exact new].
Qed.

(** *** Lie derivatives *)
Lemma mdir_agree e e' de m : (forall w, In w m -> e w = e' w) -> mdir e de m = mdir e' de m.
Proof.
  intros E. assert (V : forall n, (forall w, In w n -> In w m) -> mval e n = mval e' n).
  { induction n as [|w n IH]; intros H; simpl; [reflexivity |].
    rewrite (E w (H w (or_introl eq_refl))), IH; [reflexivity |]. intros u U. apply H. right. exact U. }
  assert (D : forall n, (forall w, In w n -> In w m) -> mdir e de n = mdir e' de n); [| apply D; auto].
  induction n as [|w n IH]; intros H; simpl; [reflexivity |].
  rewrite IH, (V n), (E w (H w (or_introl eq_refl))); [reflexivity | |]; intros u U; apply H; right; exact U.
Qed.
Lemma derivative_state y w r : a < r < b -> state_poly y = true -> pev tow (pderive w y) r = pval (theta r) (pderive w y).
Proof.
  intros Br St. unfold pev. rewrite !pval_pderive. unfold state_poly in St. revert St.
  induction y as [|[m c] y IH]; intros St; simpl in *; [reflexivity |].
  apply andb_prop in St. destruct St as [S1 S2]. rewrite (IH S2). f_equal. f_equal.
  apply mdir_agree. intros u U. rewrite forallb_forall in S1. specialize (S1 u U). apply andb_prop in S1. destruct S1 as [A B].
  apply Pos.ltb_lt in A. apply Bool.negb_true_iff in B. rewrite tow_low by assumption. unfold env_of, at_input. rewrite B. reflexivity.
Qed.

Definition entry_value (m : PositiveMap.t poly) (i : positive) (r : R) : R :=
  match PositiveMap.find i m with Some q => pev tow q r | None => 0 end.
Lemma by_leaf_value g : forall m i r, entry_value (by_leaf g m) i r = slot tow i g r + entry_value m i r.
Proof.
  induction g as [|[j p] g IH]; intros m i r; simpl; [ring |]. rewrite IH. unfold entry_value.
  destruct (Pos.eqb_spec j i) as [-> | N].
  - rewrite PositiveMap.gss. destruct (PositiveMap.find i m); unfold pev; rewrite ?pval_add; ring.
  - rewrite PositiveMap.gso by congruence. ring.
Qed.

Lemma lie_poly_value m y r : pev tow (lie_poly m y) r
  = sum_over (filter (is_parameter P) (support y)) (fun w => pev tow (pderive w y) r * entry_value m w r).
Proof.
  unfold lie_poly, lie_with, partials, pev at 1. rewrite pval_sum. induction (filter _ _) as [|w l IH]; simpl; [reflexivity |].
  rewrite IH. f_equal. unfold entry_value. destruct (PositiveMap.find w m); [apply pval_mul | simpl; ring].
Qed.

Lemma sum_over_filter (f : positive -> bool) l g : (forall w, f w = false -> g w = 0) -> sum_over l g = sum_over (filter f l) g.
Proof. intros Z. induction l as [|w l IH]; simpl; [reflexivity |]. destruct (f w) eqn:E; simpl; rewrite IH; [reflexivity |]. rewrite (Z w E). ring. Qed.

Lemma lie_eqm g y W : state_poly y = true -> all_wanted W y = true ->
  (forall i, wants W i = true -> eqm t0 sz (fun r => partial_of P I (member d) (env_of d r) i) (slot tow i g)) ->
  eqm t0 sz (lie_of d y) (pev tow (lie_poly (by_leaf g (PositiveMap.empty poly)) y)).
Proof.
  intros St Wy C. set (m := by_leaf g (PositiveMap.empty poly)).
  assert (Ev : forall i r, entry_value m i r = slot tow i g r).
  { intros i r. unfold m. rewrite by_leaf_value. unfold entry_value. rewrite PositiveMap.gempty. ring. }
  eapply eqm_trans; [| apply eqm_eq; intros r; symmetry; apply lie_poly_value].
  apply eqm_trans with (fun r => sum_over (filter (is_parameter P) (support y))
    (fun w => pval (theta r) (pderive w y) * partial_of P I (member d) (env_of d r) w)).
  - apply eqm_near, (locally_interval_of a b t0 _ inside_). intros r Br. unfold lie_of.
    rewrite (sum_over_filter (is_parameter P)) by (intros w F; rewrite F; ring).
    apply sum_over_ext. intros w F. apply filter_In in F. rewrite (proj2 F). f_equal.
    apply pull_partial. apply (in_the_domain _ _ _ _ _ _ flows d r used Br).
  - unfold all_wanted in Wy. rewrite forallb_forall in Wy. revert Wy. generalize (filter (is_parameter P) (support y)).
    induction l as [|w l IH]; intros Wy; simpl; [apply eqm_refl |].
    apply eqm_plus; [| apply IH; intros u U; apply Wy; right; exact U].
    apply eqm_trans with (fun r => pev tow (pderive w y) r * partial_of P I (member d) (env_of d r) w).
    { apply eqm_near, (locally_interval_of a b t0 _ inside_). intros r B. rewrite (derivative_state y w r B St). reflexivity. }
    apply eqm_mult.
    + apply pev_continuous, tow_continuous.
    + apply (continuous_ext (slot tow w g)); [intros r; symmetry; apply Ev |]. apply slot_continuous, tow_continuous.
    + apply eqm_refl.
    + eapply eqm_trans; [apply C, Wy; left; reflexivity |]. apply eqm_eq. intros r. symmetry. apply Ev.
Qed.

Lemma product_state cs r : a < r < b -> forallb (fun c => state_poly (fst c)) cs = true -> pev tow (product_of cs) r = pval (theta r) (product_of cs).
Proof.
  intros B. unfold pev. induction cs as [|[h k] cs IH]; intros St; cbn [product_of forallb] in *; [rewrite !pval_const; reflexivity |].
  apply andb_prop in St. destruct St as [S1 S2]. rewrite !pval_mul, (IH S2). f_equal. unfold positive_form. cbn [fst snd].
  assert (A := tow_state h r B S1). unfold pev, along_flow in A. destruct k; rewrite ?pval_opp; rewrite A; reflexivity.
Qed.

Lemma equation_small k g y W p : sound_known k -> state_poly y = true -> all_wanted W y = true ->
  forallb (fun c => state_poly (fst c)) (conds S) = true -> pval (theta t0) (product_of (conds S)) <> 0 ->
  (forall i, wants W i = true -> eqm t0 sz (fun r => partial_of P I (member d) (env_of d r) i) (slot tow i g)) ->
  equation_ok k (product_of (conds S)) (by_leaf g (PositiveMap.empty poly)) (partials y) p = true -> small t0 sz (lie_of d y).
Proof.
  intros K St Wy Sc N C E. assert (L := lie_eqm g y W St Wy C). set (l := lie_poly _ y) in *.
  apply (eqm_small t0 sz _ (pev tow l) L). unfold equation_ok in E. change (lie_with _ (partials y)) with l in E. destruct p as [[n c]|].
  - apply (follows_small t0 sz tow (knows k None) _ c tow_continuous) in E.
    2: { intros r q Kq. apply (knows_small k None q r K); [discriminate | exact Kq]. }
    destruct n as [|n]; [exact E |]. set (n' := Datatypes.S n) in *.
    assert (Hp : pev tow (ppow (product_of (conds S)) n') t0 = pval (theta t0) (product_of (conds S)) ^ n').
    { unfold pev. rewrite pval_pow. f_equal. apply (product_state (conds S) t0 inside_ Sc). }
    apply (small_divide t0 sz (pev tow (ppow (product_of (conds S)) n'))).
    + apply pev_continuous, tow_continuous.
    + rewrite Hp. apply pow_nonzero, N.
    + apply (small_ext t0 sz (pev tow (pmul (ppow (product_of (conds S)) n') l))); [| exact E]. intros r. unfold pev. apply pval_mul.
  - destruct l; [| discriminate]. apply (small_ext t0 sz (fun _ => 0)); [reflexivity | apply small_zero].
Qed.

Lemma condition_small k g h W p : sound_known k -> state_poly h = true -> all_wanted W h = true ->
  small t0 sz (along_flow h) ->
  (forall i, wants W i = true -> eqm t0 sz (fun r => partial_of P I (member d) (env_of d r) i) (slot tow i g)) ->
  condition_ok k (by_leaf g (PositiveMap.empty poly)) h (partials h) p = true -> small t0 sz (lie_of d h).
Proof.
  intros K St Wh Sh C E. assert (L := lie_eqm g h W St Wh C). apply (eqm_small t0 sz _ _ L).
  unfold condition_ok in E. apply (follows_small t0 sz tow _ _ _ tow_continuous) in E; [exact E |].
  intros r q Kq. apply (knows_small k (Some h) q r K); [| exact Kq].
  intros p' Hp. apply some_eq in Hp. subst p'. apply (small_near t0 sz (along_flow h)); [| exact Sh].
  apply (locally_interval_of a b t0 _ inside_). intros q' B. symmetry. apply tow_state; assumption.
Qed.

(** The checks of one view, for the member that the datum drives. *)
Lemma fields_ok_nth k H ps l : forall field j g, fields_ok k (prepared S) (prepared_conditions S) H v ps field l = true -> nth_error l j = Some g ->
  equations_ok k H (by_leaf g (PositiveMap.empty poly)) (lie v) (field + N.of_nat j) 0 (prepared S) = true /\
  conditions_ok k (by_leaf g (PositiveMap.empty poly)) (kept v) (field + N.of_nat j) 0 (prepared_conditions S) ps = true.
Proof.
  induction l as [|g' l IH]; intros field [|j] g F N; simpl in N; try discriminate; cbn [fields_ok] in F;
    apply andb_prop in F; destruct F as [F F']; apply andb_prop in F; destruct F as [F1 F2].
  - apply some_eq in N. subst g'. rewrite N.add_0_r. auto.
  - replace (field + N.of_nat (Datatypes.S j))%N with (N.succ field + N.of_nat j)%N by lia. apply (IH _ _ _ F' N).
Qed.
Lemma equations_ok_in k H m l field ys : forall i y, equations_ok k H m l field i ys = true -> In y ys -> exists p, equation_ok k H m y p = true.
Proof.
  induction ys as [|z ys IH]; intros i y E J; [destruct J |]. cbn [equations_ok] in E.
  destruct (equation_ok k H m z (find2 l field i)) eqn:Q; [| discriminate].
  destruct J as [<- | J]; [exists (find2 l field i); exact Q | apply (IH _ _ E J)].
Qed.
Lemma conditions_ok_nth k m l field hs : forall i ps n h p, conditions_ok k m l field i hs ps = true ->
  nth_error hs n = Some h -> nth_error ps n = Some p -> is_kept p = true -> exists c, condition_ok k m (fst h) (snd h) c = true.
Proof.
  induction hs as [|h' hs IH]; intros i [|p' ps] [|n] h p E H K Kp; simpl in H, K; try discriminate; cbn [conditions_ok] in E;
    apply andb_prop in E; destruct E as [E1 E2].
  - apply some_eq in H. apply some_eq in K. subst h' p'. rewrite Kp in E1. exists (find2 l field i). exact E1.
  - apply (IH _ _ _ _ _ E2 H K Kp).
Qed.

Lemma no_member_small y : nth_error (match members P with Gradients o => map (fun _ => tt) o | Vectors f => map (fun _ => tt) f end) (member d) = None ->
  small t0 sz (lie_of d y).
Proof.
  intros N. apply (small_ext t0 sz (fun _ => 0)); [| apply small_zero]. intros r. unfold lie_of.
  assert (Z : forall i, pull P I d (theta r) i = 0).
  { intros i. unfold pull. destruct (members P) as [o|f]; rewrite nth_error_map in N;
      [destruct (nth_error o (member d)) | destruct (nth_error f (member d))]; simpl in N; try discriminate; reflexivity. }
  symmetry. rewrite (sum_over_ext _ _ (fun _ => 0 * 0)); [rewrite sum_over_scal; ring |].
  intros w _. rewrite Z. destruct (is_parameter P w); ring.
Qed.

Theorem view_small ps W field : view_ok S ps W row field v = true ->
  forallb (fun c => state_poly (fst c)) (conds S) = true ->
  forallb (all_wanted W) (targets S) = true -> forallb (fun c => all_wanted W (fst c)) (conds S) = true ->
  (pval (theta t0) (product_of (conds S)) <> 0 -> forall y, In y (targets S) -> small t0 sz (lie_of d y)) /\
  (forall n h p, nth_error (conds S) n = Some h -> nth_error ps n = Some p -> is_kept p = true ->
     small t0 sz (along_flow (fst h)) -> small t0 sz (lie_of d (fst h))).
Proof.
  intros VO Sc WT WC. unfold view_ok in VO. cbv zeta in VO. fold ats im in VO. apply andb_prop in VO. destruct VO as [_ VO].
  destruct (compute (by_name v) im (wants W) (call (declared P) (pi_leaf P) (table_of ats))) as [[components brought]|] eqn:Cm; [| discriminate].
  destruct (compute_good _ datum_faithful (by_name v) im (wants W) (call (declared P) (pi_leaf P) (table_of ats)) components brought im_good calls_fine Cm) as [Len [Cg Bg]].
  cbn [here size meaning env rho everything] in Cg, Bg.
  match type of VO with match congruent ?k0 _ with _ => _ end = _ => set (k := k0) in VO end.
  assert (Ks : sound_known k).
  { split; [reflexivity |]. split; [reflexivity |]. split; [reflexivity |]. split; [reflexivity |].
    split; [| split; [reflexivity | intros p []]].
    intros w Hw. unfold is_brought, k in Hw. cbn [of_brought] in Hw.
    destruct (add_brought_find w brought (PositiveMap.empty unit)) as [J | N].
    - destruct (PositiveMap.find w (add_brought (PositiveMap.empty unit) brought)); [discriminate | discriminate Hw].
    - rewrite Forall_forall in Bg. apply Bg, J.
    - rewrite PositiveMap.gempty in N. congruence. }
  destruct (congruent k (congruences v)) as [k'|] eqn:Cc; [| discriminate].
  assert (K' := congruent_sound _ _ _ Ks Cc).
  destruct (nth_error components (member d)) as [g|] eqn:N.
  - destruct (fields_ok_nth _ _ _ _ _ _ _ VO N) as [F1 F2]. split.
    + intros Nz y J. destruct (equations_ok_in _ _ _ _ _ _ _ _ F1 (in_map partials _ _ J)) as [p E].
      rewrite forallb_forall in WT. assert (TS := targets_state). rewrite forallb_forall in TS.
      apply (equation_small k' g y W p K' (TS y J) (WT y J) Sc Nz (Cg _ _ N) E).
    + intros n h p Hn Hp Kp Sm. assert (Hn' : nth_error (prepared_conditions S) n = Some (fst h, partials (fst h))) by exact (map_nth_error (fun c : condition => (fst c, partials (fst c))) n (conds S) Hn).
      destruct (conditions_ok_nth _ _ _ _ _ _ _ _ _ _ F2 Hn' Hp Kp) as [c E]. cbn [fst snd] in E.
      assert (Hi := nth_error_In _ _ Hn). rewrite forallb_forall in WC, Sc.
      apply (condition_small k' g (fst h) W c K' (Sc h Hi) (WC h Hi) Sm (Cg _ _ N) E).
  - assert (None_ : nth_error (match members P with Gradients o => map (fun _ => tt) o | Vectors f => map (fun _ => tt) f end) (member d) = None).
    { apply nth_error_None in N. apply nth_error_None. unfold size_of_family in Len. destruct (members P); rewrite map_length; lia. }
    split; intros; apply no_member_small; exact None_.
Qed.
End Datum.

(** *** Where the model is not defined *)
Lemma outsides_ok_in S row : forall rows l, outsides_ok S rows l = true -> In row rows -> exists o, outside_ok S row o = true.
Proof.
  induction rows as [|r rows IH]; intros [|o l] V J; simpl in V; try discriminate; [destruct J |].
  apply andb_prop in V. destruct V as [V1 V2]. destruct J as [-> | J]; [exists o; exact V1 | apply (IH _ V2 J)].
Qed.

Lemma outside_false S t0 d row o : a < t0 < b -> In d drives ->
  forallb state_poly (targets S) = true -> forallb (fun c => state_poly (fst c)) (conds S) = true ->
  match row with
  | None => True
  | Some l => length l = N.to_nat (inputs P) /\
              forall k q, nth_error l k = Some q -> forall r, a < r < b -> env_of d r (input_leaf P k) = Q2R q
  end -> outside_ok S row o = true -> vset S (theta t0) -> cset S (theta t0) -> False.
Proof.
  intros B D TS CS Rt H V C. unfold outside_ok in H. cbv zeta in H.
  set (S0 := {| img := PositiveMap.empty poly; curved := []; conds := [] |}).
  set (v := {| by_name := false; atoms := o_atoms o; congruences := []; lie := PositiveMap.empty _; kept := PositiveMap.empty _ |}).
  set (ats := number first (o_atoms o)) in *.
  set (im := match row with Some r => row_images 0 r (PositiveMap.empty poly) | None => PositiveMap.empty poly end) in *.
  apply andb_prop in H. destruct H as [O H].
  destruct (compute false im (fun _ => false) (call (declared P) (pi_leaf P) (table_of ats))) as [[components brought]|] eqn:Cm; [| discriminate].
  destruct (item (indexed ats) (o_atom o)) as [x|] eqn:X; [| discriminate].
  destruct (sum_of_squares (conds S) (o_squares o)) as [sq|] eqn:Sq; [| discriminate].
  apply andb_prop in H. destruct H as [H F]. apply andb_prop in H. destruct H as [Br K].
  set (tow := tower t0 I (base_of d) first (o_atoms o)).
  assert (none : forall y, In y (targets S0) -> small t0 (fun _ => 0) (along_flow y)) by (intros y []).
  assert (Fa : faithful P first {| here := t0; size := fun _ => 0; meaning := I; env := env_of d; rho := tow; everything := ats |}).
  { apply (datum_faithful t0 (fun _ => 0) d v B eq_refl D). }
  destruct (compute_good _ Fa false im (fun _ => false) (call (declared P) (pi_leaf P) (table_of ats)) components brought
    (fun w p => im_good S0 t0 (fun _ => 0) d row v B none eq_refl Rt w p)
    (fun f p q vs => calls_fine t0 d v O f p q vs) Cm) as [_ [_ Bg]].
  cbn [here size meaning env rho everything] in Bg.
  apply item_in in X.
  assert (Dx : in_domain (function x) (pev tow (argument x) t0)).
  { apply (named_atom t0 d v x X). apply existsb_exists in Br. destruct Br as [w [J E]]. apply Pos.eqb_eq in E. subst w.
    rewrite Forall_forall in Bg. apply Bg, J. }
  set (e := fun w => tow w t0).
  assert (St : forall p, state_poly p = true -> pval e p = pval (theta t0) p).
  { intros p Sp. apply (tow_state t0 d v p t0 B Sp). }
  assert (Ve : vset S e).
  { intros y J. rewrite forallb_forall in TS. rewrite (St y (TS y J)). apply V, J. }
  assert (Ce : conditions_hold (conds S) e).
  { intros h k J. rewrite forallb_forall in CS. rewrite (St h (CS _ J)). apply C, J. }
  assert (A := proj1 (vset_parts S e) Ve). destruct A as [A1 A2].
  apply (follows_zero e) in F.
  2: { intros r q E. destruct r; try discriminate. apply item_in in E. apply A2, E. }
  rewrite pval_sub, pval_opp, pval_psubst in F by exact A1.
  assert (P0 := sum_of_squares_good _ e _ _ Ce Sq). change (pval e (argument x)) with (pev tow (argument x) t0) in F.
  destruct (function x) eqn:Fx; try discriminate; cbn [in_domain] in Dx; try lra.
  destruct (o_squares o); [| discriminate]. unfold sum_of_squares in Sq. simpl in Sq. apply some_eq in Sq. subst sq. simpl in F. lra.
Qed.

(** *** Along one flow, forwards in time *)
Section Forwards.
Variables (S : setting) (vs : list view_proof) (ps : list condition_proof).
Hypothesis checked : tangent S vs ps = true.
Hypothesis inputs_right : forall e, (forall g, In g (input_equations P) -> value I e g = 0) ->
  forall p, In p input_polynomials -> pval e p = 0.
Hypothesis no_input_polynomials : data P <> None -> input_polynomials = [].
(** What is shown of the conditions that have no cofactors. *)
Hypothesis other_conditions : forall n h k p, nth_error (conds S) n = Some (h, k) -> nth_error ps n = Some p -> is_kept p = false ->
  forall r, a < r < b -> vset S (theta r) -> pval (theta r) h = 0 -> forall q, a < q < b -> pval (theta q) h = 0.

Let ys := map along_flow (targets S).
Let hs := map (fun c => along_flow (fst c)) (conds S).

Lemma tangent_parts : forallb state_poly (targets S) = true /\ forallb (fun c => state_poly (fst c)) (conds S) = true /\
  no_equal (conds S) = true /\ forallb (below first) input_polynomials = true /\ (length (conds S) <= length ps)%nat /\
  forallb (all_wanted (wanted_of S)) (targets S) = true /\ forallb (fun c => all_wanted (wanted_of S) (fst c)) (conds S) = true /\
  views_ok S ps (wanted_of S) views_of_data 0 vs = true.
Proof.
  unfold tangent in checked. repeat (apply andb_prop in checked; destruct checked as [checked ?]).
  cbv zeta in *. repeat match goal with H : _ && _ = true |- _ => apply andb_prop in H; destruct H end.
  repeat split; try assumption. apply Nat.leb_le. assumption.
Qed.

Lemma views_ok_in W row : forall rows vs field, views_ok S ps W rows field vs = true -> In row rows ->
  exists v f, view_ok S ps W row f v = true.
Proof.
  induction rows as [|r rows IH]; intros [|v l] field V J; simpl in V; try discriminate; [destruct J |].
  apply andb_prop in V. destruct V as [V1 V2]. destruct J as [-> | J]; [exists v, field; exact V1 | apply (IH _ _ V2 J)].
Qed.

(** The row of a datum, or none if all inputs are meant. *)
Lemma row_of t0 d : a < t0 < b -> In d drives -> exists row, In row views_of_data /\
  (match row with
   | None => True
   | Some l => length l = N.to_nat (inputs P) /\
               forall k q, nth_error l k = Some q -> forall r, a < r < b -> env_of d r (input_leaf P k) = Q2R q
   end) /\
  (forall p, In p input_polynomials -> forall r, a < r < b -> pval (env_of d r) p = 0).
Proof.
  intros B D. unfold views_of_data. destruct (data P) as [rows|] eqn:E.
  - assert (M := inputs_meant _ _ _ _ _ _ flows d t0 D B). unfold meant in M. rewrite E in M.
    destruct M as [row [J [Len V]]]. exists (Some row). split; [apply in_map, J |]. split.
    + split; [exact Len |]. intros k q N r Br. rewrite <- (V k q N). unfold env_of, at_input.
      assert (L : (k < length row)%nat) by (apply nth_error_Some; congruence).
      assert (X : is_input P (input_leaf P k) = true).
      { unfold is_input, input_leaf. apply andb_true_intro. split; [apply N.ltb_lt | apply N.leb_le]; simpl; lia. }
      rewrite X. reflexivity.
    + intros p Jp. rewrite no_input_polynomials in Jp by congruence. destruct Jp.
  - exists None. split; [left; reflexivity |]. split; [exact Logic.I |].
    intros p J r Br. apply (inputs_right (env_of d r)); [| exact J].
    assert (M := inputs_meant _ _ _ _ _ _ flows d r D Br). unfold meant in M. rewrite E in M. apply M.
Qed.

Lemma targets_in_size size0 : forall y l, In y l -> (forall q, sum_abs (map along_flow l) q <= size0 q) -> forall t0, small t0 size0 (along_flow y).
Proof.
  intros y l J Le t0. exists 1. split; [lra |]. apply filter_forall. intros q. rewrite Rmult_1_l.
  eapply Rle_trans; [apply (sum_abs_in (map along_flow l) (along_flow y)); apply in_map, J | apply Le].
Qed.

Lemma sum_abs_zero l r : (forall y, In y l -> y r = 0) -> sum_abs l r = 0.
Proof.
  induction l as [|y l IH]; intros Z; simpl; [reflexivity |].
  rewrite (Z y (or_introl eq_refl)), Rabs_R0, IH; [ring |]. intros z J. apply Z. right. exact J.
Qed.

Lemma forwards s t : a < s < b -> a < t < b -> s <= t ->
  inside ys hs s -> forall r, s <= r <= t -> inside ys hs r.
Proof.
  destruct tangent_parts as [TS [CS [NE [IL [LC [WT [WC VO]]]]]]].
  intros Hs Ht st. apply (kept_forward a b ys hs); try assumption.
  - intros y r J B. apply in_map_iff in J. destruct J as [p [<- _]]. eexists. apply flow_derive, B.
  - intros h r J B. apply in_map_iff in J. destruct J as [p [<- _]]. eexists. apply flow_derive, B.
  - intros r B [Z N] y J. apply in_map_iff in J. destruct J as [p [<- Jp]].
    apply drives_small; [exact B |]. intros d D.
    destruct (row_of r d B D) as [row [Jr [Rt Iz]]]. destruct (views_ok_in _ _ _ _ _ VO Jr) as [v [f V]].
    assert (O : ordered (number first (atoms v)) = true).
    { unfold view_ok in V. cbv zeta in V. apply andb_prop in V. apply V. }
    destruct (view_small S r (sum_abs ys) d row v B (sum_abs_zero ys r Z) D
                (fun y J => targets_in_size (sum_abs ys) y (targets S) J (fun q => Rle_refl _) r) TS IL Iz Rt O ps _ f V CS WT WC) as [Eq _].
    apply Eq; [| exact Jp]. apply product_nonzero_of. intros h Jh. apply (N (along_flow (fst h))). unfold hs.
    apply (in_map (fun c => along_flow (fst c))). exact Jh.
  - intros r B Z h J Hz. apply in_map_iff in J. destruct J as [[h' k'] [<- Jc]]. cbn [fst] in *.
    destruct (In_nth_error _ _ Jc) as [n Hn].
    assert (Ln : (n < length (conds S))%nat) by (apply nth_error_Some; intros X; pose proof (eq_trans (eq_sym Hn) X); discriminate).
    destruct (nth_error ps n) as [p|] eqn:Hp; [| apply nth_error_None in Hp; lia].
    destruct (is_kept p) eqn:Kp.
    + set (sz := sum_abs (along_flow h' :: ys)).
      assert (Zs : sz r = 0).
      { apply sum_abs_zero. intros y [<- | Jy]; [exact Hz | apply Z, Jy]. }
      apply drives_small; [exact B |]. intros d D.
      destruct (row_of r d B D) as [row [Jr [Rt Iz]]]. destruct (views_ok_in _ _ _ _ _ VO Jr) as [v [f V]].
      assert (O : ordered (number first (atoms v)) = true).
      { unfold view_ok in V. cbv zeta in V. apply andb_prop in V. apply V. }
      destruct (view_small S r sz d row v B Zs D
                  (fun y J => targets_in_size sz y (targets S) J (fun q => ltac:(unfold sz; simpl; assert (X := Rabs_pos (along_flow h' q)); fold ys; lra)) r)
                  TS IL Iz Rt O ps _ f V CS WT WC) as [_ Co].
      apply (Co n (h', k') p Hn Hp Kp). cbn [fst].
      exists 1. split; [lra |]. apply filter_forall. intros q. unfold sz. simpl. assert (X := sum_abs_pos ys q). lra.
    + apply (small_near r _ (fun _ => 0)); [| apply small_zero].
      apply (locally_interval_of a b r _ B). intros q Bq. symmetry. apply is_derive_unique.
      apply (is_derive_ext_loc (fun _ => 0)); [| apply (is_derive_const 0)].
      apply (locally_interval_of a b q _ Bq). intros u Bu. symmetry.
      apply (other_conditions n h' k' p Hn Hp Kp r B); [| exact Hz | exact Bu].
      intros y Jy. apply (Z (along_flow y)). apply in_map, Jy.
Qed.

Lemma sign_kept (f : R -> R) s t : s <= t -> (forall r, s <= r <= t -> continuous f r) -> (forall r, s <= r <= t -> f r <> 0) -> 0 < f s -> 0 < f t.
Proof.
  intros st C N P0. destruct (Rlt_or_le 0 (f t)) as [|L]; [assumption |]. exfalso.
  destruct (Req_dec s t) as [E | NE]; [subst t; lra |].
  assert (f t < 0) by (assert (X := N t ltac:(lra)); lra).
  destruct (IVT_interv (fun r => - f r) s t) as [z [Bz Z]].
  - intros r Br. apply continuity_pt_opp, continuity_pt_filterlim, C, Br.
  - lra.
  - lra.
  - lra.
  - apply (N z Bz). lra.
Qed.

Theorem stays s t : a < s < b -> a < t < b -> s <= t ->
  vset S (theta s) -> cset S (theta s) -> vset S (theta t) /\ cset S (theta t).
Proof.
  destruct tangent_parts as [TS [CS [NE [IL [LC [WT [WC VO]]]]]]].
  intros Hs Ht st V C.
  assert (In0 : inside ys hs s).
  { split.
    - intros y J. apply in_map_iff in J. destruct J as [p [<- Jp]]. apply V, Jp.
    - intros h J. apply in_map_iff in J. destruct J as [[h' k'] [<- Jc]]. assert (X := C h' k' Jc). unfold along_flow. cbn [fst].
      assert (Ne := no_equal_good _ NE h'). destruct k'; simpl in X; try lra; try exact X. contradiction. }
  assert (F := forwards s t Hs Ht st In0). split.
  - intros y J. apply (proj1 (F t ltac:(lra)) (along_flow y)). apply in_map, J.
  - intros h k J. assert (X := C h k J).
    assert (N : forall r, s <= r <= t -> along_flow h r <> 0).
    { intros r Br. apply (proj2 (F r Br) (along_flow h)). apply (in_map (fun c => along_flow (fst c)) (conds S) (h, k)), J. }
    assert (Cn : forall r, s <= r <= t -> continuous (along_flow h) r) by (intros r Br; apply flow_continuous; lra).
    destruct k; simpl in *.
    + exfalso. apply (no_equal_good _ NE h J).
    + apply (N t). lra.
    + apply (sign_kept (along_flow h) s t st Cn N X).
    + assert (0 < - along_flow h t); [| unfold along_flow in *; lra].
      apply (sign_kept (fun r => - along_flow h r) s t st); [| | unfold along_flow; lra].
      * intros r Br. apply (continuous_opp (along_flow h)), Cn, Br.
      * intros r Br. assert (Y := N r Br). lra.
Qed.
End Forwards.
End Flow.

(** *** Backwards in time *)
Lemma reverse_flow I a b drives theta : flow P I a b drives theta ->
  flow P I (- b) (- a) (map (fun d => {| member := member d; input := input d; coefficient := fun t => - coefficient d (- t) |}) drives)
    (fun t => theta (- t)).
Proof.
  intros [C M D Mv Re Pi]. split.
  - intros d t J B. apply in_map_iff in J. destruct J as [d' [<- J]]. simpl.
    apply (continuous_opp (fun t => coefficient d' (- t))).
    apply (continuous_comp Ropp (coefficient d')).
    + apply (is_derive_continuous Ropp t (-1)). auto_derive; [exact Logic.I | ring].
    + apply C; [exact J | lra].
  - intros d t J B. apply in_map_iff in J. destruct J as [d' [<- J]]. apply (M d' (- t) J). lra.
  - intros d t J B. apply in_map_iff in J. destruct J as [d' [<- J]]. apply (D d' (- t) J). lra.
  - intros t i B Hi.
    replace (velocity P I _ t (theta (- t)) i) with (- 1 * velocity P I drives (- t) (theta (- t)) i).
    + apply (is_derive_comp (fun r => theta r i) (fun t => - t)); [apply Mv; [lra | exact Hi] |].
      auto_derive; [exact Logic.I | ring].
    + unfold velocity. clear. induction drives as [|d l IH]; simpl; [ring |]. rewrite <- IH. unfold pull. simpl. ring.
  - intros t i B Hi. replace 0 with (-1 * 0) by ring.
    apply (is_derive_comp (fun r => theta r i) (fun t => - t)); [apply Re; [lra | exact Hi] |].
    auto_derive; [exact Logic.I | ring].
  - intros t i B Hi. apply Pi; [lra | exact Hi].
Qed.

Theorem tangent_sound S vs ps : tangent S vs ps = true ->
  (forall I e, (forall g, In g (input_equations P) -> value I e g = 0) -> forall p, In p input_polynomials -> pval e p = 0) ->
  (data P <> None -> input_polynomials = []) ->
  (forall n h k p, nth_error (conds S) n = Some (h, k) -> nth_error ps n = Some p -> is_kept p = false ->
     (forall e, vset S e -> pval e h <> 0) \/ invariant P (fun _ e => vset S e /\ pval e h = 0)) ->
  invariant P (fun _ e => vset S e /\ cset S e).
Proof.
  intros T IR NI OC I R a b drives theta F s t Hs Ht [V C].
  assert (Lf : N.ltb (parameters P + inputs P) (Npos first) = true).
  { unfold tangent in T. repeat (apply andb_prop in T; destruct T as [T _]). exact T. }
  assert (Pf : pi_ok = true).
  { unfold tangent in T. repeat (apply andb_prop in T; destruct T as [T ?]). assumption. }
  assert (others : forall a b drives theta, flow P I a b drives theta ->
    forall n h k p, nth_error (conds S) n = Some (h, k) -> nth_error ps n = Some p -> is_kept p = false ->
    forall r, a < r < b -> vset S (theta r) -> pval (theta r) h = 0 -> forall q, a < q < b -> pval (theta q) h = 0).
  { intros a' b' drives' theta' F' n h k p Hn Hp Kp r Br Vr Zr q Bq.
    destruct (OC n h k p Hn Hp Kp) as [N | In].
    - exfalso. exact (N (theta' r) Vr Zr).
    - apply (In I R a' b' drives' theta' F' r q Br Bq). split; assumption. }
  destruct (Rle_or_lt s t) as [st | ts].
  - apply (stays I a b drives theta R F Lf Pf S vs ps T (IR I) NI (others a b drives theta F) s t Hs Ht st V C).
  - assert (F' := reverse_flow _ _ _ _ _ F).
    assert (X := stays I (- b) (- a) _ _ R F' Lf Pf S vs ps T (IR I) NI (others _ _ _ _ F') (- s) (- t) ltac:(lra) ltac:(lra) ltac:(lra)).
    cbv beta in X. rewrite !Ropp_involutive in X. apply X; assumption.
Qed.
Theorem undefined_sound S l : undefined S l = true ->
  (forall I e, (forall g, In g (input_equations P) -> value I e g = 0) -> forall p, In p input_polynomials -> pval e p = 0) ->
  (data P <> None -> input_polynomials = []) ->
  invariant P (fun _ e => vset S e /\ cset S e).
Proof.
  intros U IR NI I R a b drives theta F s t Hs Ht [V C].
  unfold undefined in U. repeat (apply andb_prop in U; destruct U as [U ?]). assert (Pf : pi_ok = true) by assumption.
  destruct drives as [|d drives].
  - assert (E : forall i, theta t i = theta s i).
    { intros i. destruct (MVT_gen (fun r => theta r i) s t (fun _ => 0)) as [c [_ M]].
      - intros r Br. assert (Bo : a < r < b) by (revert Br; unfold Rmin, Rmax; destruct (Rle_dec s t); lra).
        destruct (is_parameter P i) eqn:E; [exact (parameters_move _ _ _ _ _ _ F r i Bo E) | exact (others_rest _ _ _ _ _ _ F r i Bo E)].
      - intros r Br. assert (Bo : a < r < b) by (revert Br; unfold Rmin, Rmax; destruct (Rle_dec s t); lra).
        apply continuity_pt_filterlim. apply (is_derive_continuous (fun r => theta r i) r 0).
        destruct (is_parameter P i) eqn:E; [exact (parameters_move _ _ _ _ _ _ F r i Bo E) | exact (others_rest _ _ _ _ _ _ F r i Bo E)].
      - rewrite Rmult_0_l in M. lra. }
    assert (Ev : forall p, pval (theta t) p = pval (theta s) p).
    { intros p. assert (M : forall m, mval (theta t) m = mval (theta s) m) by (induction m as [|w m IH]; simpl; [reflexivity | rewrite IH, E; reflexivity]).
      induction p as [|[m c] p IH]; simpl; [reflexivity | rewrite IH, M; reflexivity]. }
    split; [intros y J; rewrite Ev; apply V, J | intros h k J; rewrite Ev; apply C, J].
  - exfalso. destruct (row_of I a b (d :: drives) theta F (IR I) NI s d Hs (or_introl eq_refl)) as [row [Jr [Rt _]]].
    match goal with H : outsides_ok S views_of_data l = true |- _ => destruct (outsides_ok_in S row _ _ H Jr) as [o Oo] end.
    apply (outside_false I a b (d :: drives) theta R F U Pf S s d row o Hs (or_introl eq_refl)); assumption.
Qed.
End Checker.
