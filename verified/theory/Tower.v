(** * Calls of functions as variables (theorem T3)

    An atom is a call that a list names. Nothing is believed of the list: a call that is not found there has no normal
    form. Variables of polynomials are leaves first, then atoms in the order of the list. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Gronwall Poly Functions Expr Germs Affine Syntax.
Import ListNotations.
Open Scope R_scope.

Definition feqb (f g : fn) : bool :=
  match f, g with
  | Tanh, Tanh | Sigmoid, Sigmoid | Exp, Exp | Log, Log | Sin, Sin | Cos, Cos | Sinh, Sinh | Cosh, Cosh | Sqrt, Sqrt
  | Inv, Inv | Erf, Erf | Gaussian, Gaussian | NormalCdf, NormalCdf | NormalPdf, NormalPdf | Softplus, Softplus
  | Atan, Atan | Step, Step | Identity, Identity => true
  | Sigma f k, Sigma g l => andb (Pos.eqb f g) (Nat.eqb k l)
  | _, _ => false
  end.
Lemma feqb_eq f g : feqb f g = true -> f = g.
Proof.
  destruct f, g; simpl; try discriminate; auto. intros H. apply andb_prop in H. destruct H as [A B].
  apply Pos.eqb_eq in A. apply Nat.eqb_eq in B. congruence.
Qed.

Definition in_domain_dec f x : {in_domain f x} + {~ in_domain f x}.
Proof.
  destruct f; simpl; try (left; exact Logic.I); try apply Rlt_dec;
    (destruct (Req_EM_T x 0); [right | left]; tauto).
Defined.

(** ** What is known of functions at 0 and of their parity *)
Inductive parity := POdd | PEven | PComplement | PNone.

(** What is declared of the unspecified function with a number. *)
Record facts := { is_even : bool; is_odd : bool; is_zero_at_zero : bool }.
Definition nothing := {| is_even := false; is_odd := false; is_zero_at_zero := false |}.

Definition respects (known : positive -> facts) (I : interp) : Prop := forall f,
  (is_even (known f) = true -> forall x, sigma I f 0 (- x) = sigma I f 0 x) /\
  (is_odd (known f) = true -> forall x, sigma I f 0 (- x) = - sigma I f 0 x) /\
  (is_zero_at_zero (known f) = true -> sigma I f 0 0 = 0).

Section Known.
Variable known : positive -> facts.

Definition parity_of (f : fn) : parity :=
  match f with
  | Tanh | Sin | Sinh | Erf | Atan => POdd
  | Cos | Cosh | Gaussian | NormalPdf => PEven
  | Sigmoid | NormalCdf => PComplement
  | Sigma f k =>
    if is_odd (known f) then (if Nat.even k then POdd else PEven)
    else if is_even (known f) then (if Nat.even k then PEven else POdd) else PNone
  | _ => PNone
  end.

Definition at_zero (f : fn) : option Q :=
  match f with
  | Tanh | Sin | Sinh | Erf | Atan => Some 0%Q
  | Sigmoid | NormalCdf => Some (1 # 2)%Q
  | Exp | Cos | Cosh => Some 1%Q
  | Sigma f O => if is_zero_at_zero (known f) then Some 0%Q else None
  | _ => None
  end.

Definition root (q : Q) : option Q :=
  match Qnum q with
  | Zpos n =>
    let a := Pos.sqrt n in let b := Pos.sqrt (Qden q) in
    if andb (Pos.eqb (a * a) n) (Pos.eqb (b * b) (Qden q)) then Some (Zpos a # b) else None
  | _ => None
  end.

(** The value at a rational number, where it is rational. *)
Definition at_number (f : fn) (q : Q) : option Q :=
  match f with
  | Inv => if qzero q then None else Some (Qred (/ q))
  | Sqrt => root q
  | Log => if qeqb q (1 # 1) then Some 0%Q else None
  | Step => match Qnum q with Z0 => None | Zpos _ => Some 1%Q | Zneg _ => Some 0%Q end
  | _ => if qzero q then
           match at_zero f with
           | Some c => Some c
           | None => match parity_of f with POdd => Some 0%Q | _ => None end
           end
         else None
  end.

Lemma derive_parity (g dg : R -> R) (s : R) :
  (forall x, is_derive g x (dg x)) -> (forall x, g (- x) = s * g x) -> forall x, dg (- x) = - s * dg x.
Proof.
  intros D P x.
  assert (A : is_derive (fun x => g (- x)) x (- dg (- x))).
  { replace (- dg (- x)) with (-1 * dg (- x)) by ring.
    apply (is_derive_comp g (fun x => - x)); [apply D |]. auto_derive; [exact Logic.I | ring]. }
  assert (B : is_derive (fun x => g (- x)) x (s * dg x)).
  { apply (is_derive_ext (fun x => s * g x)); [intros y; symmetry; apply P |]. apply (is_derive_scal g). apply D. }
  apply is_derive_unique in A. apply is_derive_unique in B. rewrite A in B. lra.
Qed.

Lemma sigma_parity I f s : (forall x, sigma I f 0 (- x) = s * sigma I f 0 x) -> s * s = 1 ->
  forall k x, sigma I f k (- x) = (if Nat.even k then s else - s) * sigma I f k x.
Proof.
  intros P _. induction k as [|k IH]; intros x; [apply P |].
  rewrite (derive_parity (sigma I f k) (sigma I f (S k)) (if Nat.even k then s else - s)).
  - rewrite Nat.even_succ, <- Nat.negb_even. destruct (Nat.even k); simpl; ring.
  - intros y. apply sigma_derive.
  - exact IH.
Qed.

Lemma tanh_opp x : tanh (- x) = - tanh x.
Proof.
  unfold tanh, sinh, cosh. rewrite Ropp_involutive.
  assert (A := exp_pos x). assert (B := exp_pos (- x)). field. lra.
Qed.
Lemma sigmoid_opp x : sigmoid (- x) = 1 - sigmoid x.
Proof.
  unfold sigmoid. rewrite exp_Ropp. assert (A := exp_pos x). field. lra.
Qed.
Lemma gaussian_opp x : gaussian (- x) = gaussian x.
Proof. unfold gaussian. f_equal. f_equal. ring. Qed.
Lemma erf_opp x : erf (- x) = - erf x.
Proof.
  assert (Z : forall y, erf (- y) + erf y = 0).
  { intros y. set (s := fun y => erf (- y) + erf y).
    assert (D : forall z, is_derive s z 0).
    { intros z. unfold s. replace 0 with (-1 * gaussian (- z) + gaussian z) by (rewrite gaussian_opp; ring).
      apply (is_derive_plus (fun z => erf (- z)) erf); [| apply erf_derive].
      apply (is_derive_comp erf (fun z => - z)); [apply erf_derive |]. auto_derive; [exact Logic.I | ring]. }
    assert (S0 : s 0 = 0).
    { unfold s, erf. rewrite Ropp_0, RInt_point. unfold zero. simpl. ring. }
    change (s y = 0). rewrite <- S0.
    destruct (MVT_gen s 0 y (fun _ => 0)) as [c [_ E]].
    - intros z _. apply D.
    - intros z _. apply continuity_pt_filterlim. exact (is_derive_continuous _ _ _ (D z)).
    - rewrite Rmult_0_l in E. lra. }
  specialize (Z x). lra.
Qed.
Variable I : interp.
Hypothesis respected : respects known I.

Lemma parity_good f x : match parity_of f with
  | POdd => apply I f (- x) = - apply I f x
  | PEven => apply I f (- x) = apply I f x
  | PComplement => apply I f (- x) = 1 - apply I f x
  | PNone => True
  end.
Proof.
  destruct f; simpl; trivial.
  - apply tanh_opp.
  - apply sigmoid_opp.
  - apply sin_neg.
  - apply cos_neg.
  - unfold sinh. rewrite Ropp_involutive. field.
  - unfold cosh. rewrite Ropp_involutive. field.
  - apply erf_opp.
  - apply gaussian_opp.
  - unfold normal_cdf. replace (- x / sqrt 2) with (- (x / sqrt 2)) by (unfold Rdiv; ring). rewrite erf_opp. field.
  - unfold normal_pdf. f_equal. f_equal. f_equal. ring.
  - apply atan_opp.
  - destruct (respected f) as [E [O _]].
    destruct (is_odd (known f)) eqn:Ho.
    + assert (P := sigma_parity I f (-1) (fun y => eq_trans (O eq_refl y) (eq_sym (eq_trans (Ropp_mult_distr_l_reverse 1 _) (f_equal Ropp (Rmult_1_l _))))) ltac:(lra) k x).
      rewrite P. destruct (Nat.even k); ring.
    + destruct (is_even (known f)) eqn:He; [| exact Logic.I].
      assert (P := sigma_parity I f 1 (fun y => eq_trans (E eq_refl y) (eq_sym (Rmult_1_l _))) ltac:(lra) k x).
      rewrite P. destruct (Nat.even k); ring.
Qed.

Lemma root_good q r : root q = Some r -> 0 < Q2R q -> sqrt (Q2R q) = Q2R r.
Proof.
  unfold root. destruct q as [n d]. simpl. destruct n as [|n|n]; try discriminate.
  destruct (Pos.eqb_spec (Pos.sqrt n * Pos.sqrt n) n) as [A|]; [| discriminate].
  destruct (Pos.eqb_spec (Pos.sqrt d * Pos.sqrt d) d) as [B|]; [| discriminate].
  intros H _. injection H as <-. apply sqrt_lem_1.
  - unfold Q2R. simpl. apply Rmult_le_pos; [apply IZR_le; lia |]. left. apply Rinv_0_lt_compat, IZR_lt. lia.
  - unfold Q2R. simpl. apply Rmult_le_pos; [apply IZR_le; lia |]. left. apply Rinv_0_lt_compat, IZR_lt. lia.
  - unfold Q2R. simpl. rewrite <- A at 3. rewrite <- B at 3. rewrite !Pos2Z.inj_mul, !mult_IZR.
    field. apply IZR_neq. discriminate.
Qed.

Lemma erf_0 : erf 0 = 0.
Proof. unfold erf. rewrite RInt_point. reflexivity. Qed.

Lemma at_zero_good f c : at_zero f = Some c -> apply I f 0 = Q2R c.
Proof.
  destruct f; simpl; try discriminate; try (intros H; injection H as <-; unfold Q2R; simpl).
  - unfold tanh, sinh, cosh. rewrite Ropp_0, exp_0. field.
  - unfold sigmoid. rewrite exp_0. field.
  - rewrite exp_0. field.
  - rewrite sin_0. field.
  - rewrite cos_0. field.
  - unfold sinh. rewrite Ropp_0, exp_0. field.
  - unfold cosh. rewrite Ropp_0, exp_0. field.
  - rewrite erf_0. field.
  - unfold normal_cdf. unfold Rdiv. rewrite Rmult_0_l, erf_0. field.
  - rewrite atan_0. field.
  - destruct k; [| discriminate]. destruct (is_zero_at_zero (known f)) eqn:Z; [| discriminate].
    intros H. injection H as <-. rewrite (proj2 (proj2 (respected f)) Z). unfold Q2R. simpl. field.
Qed.

Lemma at_number_good f q c : at_number f q = Some c -> in_domain f (Q2R q) -> apply I f (Q2R q) = Q2R c.
Proof.
  assert (plain : (if qzero q then match at_zero f with Some c => Some c | None => match parity_of f with POdd => Some 0%Q | _ => None end end else None) = Some c ->
    apply I f (Q2R q) = Q2R c).
  { destruct (qzero q) eqn:Z; [| discriminate]. rewrite (qzero_0 q Z).
    destruct (at_zero f) as [c'|] eqn:A; [intros H; injection H as <-; apply at_zero_good, A |].
    assert (P := parity_good f 0). destruct (parity_of f); try discriminate. intros H. injection H as <-.
    rewrite Ropp_0 in P. rewrite Q2R_0. lra. }
  unfold at_number. destruct f; try (intros H _; exact (plain H)); clear plain; simpl.
  - destruct (qeqb q (1 # 1)) eqn:E; [| discriminate]. intros H _. injection H as <-.
    rewrite (qeqb_eq _ _ E), Q2R_1, ln_1, Q2R_0. reflexivity.
  - intros H D. apply root_good; assumption.
  - destruct (qzero q) eqn:Z; [discriminate |]. intros H N. injection H as <-.
    rewrite Q2R_red, Q2R_inv; [reflexivity |]. intros E. apply N. rewrite (Qeq_eqR _ _ E), Q2R_0. reflexivity.
  - destruct q as [n d]. simpl. unfold step, Q2R. simpl.
    assert (P : 0 < / IZR (Zpos d)) by (apply Rinv_0_lt_compat, IZR_lt; lia).
    destruct n as [|n|n]; try discriminate; intros H _; injection H as <-; simpl.
    + destruct (Rlt_dec 0 _) as [|N]; [field |]. exfalso. apply N. apply Rmult_lt_0_compat; [apply IZR_lt; lia | exact P].
    + destruct (Rlt_dec 0 _) as [L|]; [| field]. exfalso.
      assert (IZR (Zneg n) * / IZR (Zpos d) < 0) by (apply Ropp_lt_cancel; rewrite Ropp_0, Ropp_mult_distr_l; apply Rmult_lt_0_compat; [| exact P]; rewrite <- opp_IZR; apply IZR_lt; lia). lra.
Qed.
End Known.

(** ** The table of atoms *)
Record atom := { function : fn; argument : poly; name : positive }.

Fixpoint number (first : positive) (l : list (fn * poly)) : list atom :=
  match l with
  | [] => []
  | (f, p) :: l => {| function := f; argument := p; name := first |} :: number (Pos.succ first) l
  end.
Definition below (n : positive) (p : poly) : bool := forallb (fun t => forallb (fun v => Pos.ltb v n) (fst t)) p.
Definition ordered (l : list atom) : bool := forallb (fun a => below (name a) (argument a)) l.

Section Tower.
Variables (here : R) (size : R -> R) (I : interp) (known : positive -> facts).
Hypothesis size_here : size here = 0.
Hypothesis respected : respects known I.

Definition atom_value (f : fn) (u : R -> R) (r : R) : R := if in_domain_dec f (u here) then apply I f (u r) else 0.
Definition extend (base : positive -> R -> R) (n : positive) (f : fn) (p : poly) (v : positive) : R -> R :=
  if Pos.eqb v n then atom_value f (pev base p) else base v.
Fixpoint tower (base : positive -> R -> R) (first : positive) (l : list (fn * poly)) : positive -> R -> R :=
  match l with [] => base | (f, p) :: l => tower (extend base first f p) (Pos.succ first) l end.

Lemma tower_low l : forall base first v, (v < first)%positive -> tower base first l v = base v.
Proof.
  induction l as [|[f p] l IH]; intros base first v L; simpl; [reflexivity |].
  rewrite IH by lia. unfold extend. destruct (Pos.eqb_spec v first); [lia | reflexivity].
Qed.

Lemma atom_value_continuous f u : continuous u here -> continuous (atom_value f u) here.
Proof.
  intros C. unfold atom_value. destruct (in_domain_dec f (u here)) as [D | _]; [| apply continuous_const].
  apply (continuous_comp u (apply I f)); [exact C | apply apply_continuous, D].
Qed.

Lemma tower_continuous l : forall base first, (forall v, continuous (base v) here) ->
  forall v, continuous (tower base first l v) here.
Proof.
  induction l as [|[f p] l IH]; intros base first C v; simpl; [apply C |]. apply IH. intros w. unfold extend.
  destruct (Pos.eqb w first); [| apply C]. apply atom_value_continuous, pev_continuous, C.
Qed.

Lemma pval_below n e e' p : below n p = true -> (forall v, (v < n)%positive -> e v = e' v) -> pval e p = pval e' p.
Proof.
  intros B E. induction p as [|[m c] p IH]; simpl in *; [reflexivity |].
  apply andb_prop in B. destruct B as [B1 B2]. rewrite (IH B2). f_equal. f_equal.
  clear IH B2. induction m as [|v m IH]; simpl in *; [reflexivity |].
  apply andb_prop in B1. destruct B1 as [V N]. apply Pos.ltb_lt in V. rewrite (IH N), (E v V). reflexivity.
Qed.

Lemma tower_atoms l : forall base first a, ordered (number first l) = true -> In a (number first l) ->
  forall r, tower base first l (name a) r = atom_value (function a) (pev (tower base first l) (argument a)) r.
Proof.
  induction l as [|[f p] l IH]; intros base first a O J r; simpl in *; [tauto |].
  apply andb_prop in O. destruct O as [O1 O2]. destruct J as [<- | J]; [| apply IH; assumption].
  simpl in *. rewrite tower_low by lia. unfold extend at 1. rewrite Pos.eqb_refl.
  assert (E : forall r, pev base p r = pev (tower (extend base first f p) (Pos.succ first) l) p r).
  { intros q. unfold pev. apply (pval_below first); [exact O1 |]. intros v V. rewrite tower_low by lia.
    unfold extend. destruct (Pos.eqb_spec v first); [lia | reflexivity]. }
  unfold atom_value. rewrite !E. reflexivity.
Qed.

Lemma number_low l : forall n a, In a (number n l) -> (n <= name a)%positive.
Proof.
  induction l as [|[f p] l IH]; intros n a J; simpl in J; [tauto |].
  destruct J as [<- | J]; [simpl; lia |]. specialize (IH _ _ J). lia.
Qed.
Lemma number_unique l : forall n a b, In a (number n l) -> In b (number n l) -> name a = name b -> a = b.
Proof.
  induction l as [|[f p] l IH]; intros n a b A B E; simpl in A, B; [tauto |].
  destruct A as [<- | A], B as [<- | B]; try reflexivity.
  - apply number_low in B. simpl in E. lia.
  - apply number_low in A. simpl in E. lia.
  - apply (IH _ _ _ A B E).
Qed.

(** *** Looking calls up *)
Record entry := { of_function : fn; key : poly; scale : Q; variable : positive }.
Definition table := PositiveMap.t (list entry).

Definition fn_code (f : fn) : Z :=
  match f with
  | Tanh => 1 | Sigmoid => 2 | Exp => 3 | Log => 4 | Sin => 5 | Cos => 6 | Sinh => 7 | Cosh => 8 | Sqrt => 9 | Inv => 10
  | Erf => 11 | Gaussian => 12 | NormalCdf => 13 | NormalPdf => 14 | Softplus => 15 | Atan => 16 | Step => 17 | Identity => 0
  | Sigma f k => 18 + Zpos f + 37 * Z.of_nat k
  end.
Definition hash (f : fn) (p : poly) : positive := phash (fn_code f) p.

Definition lead (p : poly) : Q := match p with [] => 0%Q | (_, c) :: _ => c end.
Definition entry_of (a : atom) : entry :=
  match function a with
  | Inv => let c := lead (argument a) in
           if qzero c then {| of_function := Inv; key := argument a; scale := 1; variable := name a |}
           else {| of_function := Inv; key := pscale (Qred (/ c)) (argument a); scale := c; variable := name a |}
  | f => {| of_function := f; key := argument a; scale := 1; variable := name a |}
  end.
Definition enter (T : table) (a : atom) : table :=
  let e := entry_of a in
  let h := hash (of_function e) (key e) in
  PositiveMap.add h (e :: match PositiveMap.find h T with Some l => l | None => [] end) T.
Definition table_of (l : list atom) : table := fold_left enter l (PositiveMap.empty (list entry)).

Fixpoint find_entry (l : list entry) (f : fn) (p : poly) : option entry :=
  match l with
  | [] => None
  | e :: l => if feqb f (of_function e) then if peqb p (key e) then Some e else find_entry l f p else find_entry l f p
  end.
Definition look (T : table) (f : fn) (p : poly) : option entry :=
  match PositiveMap.find (hash f p) T with Some l => find_entry l f p | None => None end.

(** A call's normal form, with the variables in it whose relations hold only where the call is defined. *)
Definition limited (f : fn) (v : positive) : list positive := match f with Inv | Sqrt | Log | Step => [v] | _ => [] end.
Definition found (e : entry) : poly := pscale (scale e) (pvar (variable e)).
Definition direct_call (T : table) (f : fn) (p : poly) : option (poly * list positive) :=
  let plain :=
    match f with
    | Inv =>
      let c := lead p in
      if qzero c then None
      else match look T Inv (pscale (Qred (/ c)) p) with
           | Some e => Some (pscale (Qred (/ c)) (found e), limited Inv (variable e))
           | None => None
           end
    | _ =>
      match look T f p with
      | Some e => Some (found e, limited f (variable e))
      | None =>
        match parity_of known f, look T f (popp p) with
        | POdd, Some e => Some (popp (found e), [])
        | PEven, Some e => Some (found e, [])
        | PComplement, Some e => Some (psub (pconst (1 # 1)) (found e), [])
        | _, _ => None
        end
      end
    end in
  match p with
  | [] => match at_number known f 0 with Some c => Some (pconst c, []) | None => plain end
  | [([], q)] => match at_number known f q with Some c => Some (pconst c, []) | None => plain end
  | _ => plain
  end.

(** *** Quarter turns: sin and cos of u + k pi/2 are sin or cos of u (theorem T20) *)
Variable pi : option positive.
Fixpoint coefficient_at (w : positive) (p : poly) : Q :=
  match p with
  | [] => 0%Q
  | ([v], c) :: p => if Pos.eqb v w then c else coefficient_at w p
  | _ :: p => coefficient_at w p
  end.
Definition quarter_turns (p : poly) : option (Z * poly) :=
  match pi with
  | None => None
  | Some w =>
    let c := coefficient_at w p in
    let k := Qred (qmul (2 # 1) c) in
    if qzero c then None
    else match Qden k with xH => Some (Qnum k, psub p (pscale (Qnum k # 2) (pvar w))) | _ => None end
  end.
Definition turned (k : Z) (T : table) (p : poly) : option (poly * list positive) :=
  match (k mod 4)%Z with
  | 0%Z => direct_call T Sin p
  | 1%Z => direct_call T Cos p
  | 2%Z => match direct_call T Sin p with Some (q, vs) => Some (popp q, vs) | None => None end
  | _ => match direct_call T Cos p with Some (q, vs) => Some (popp q, vs) | None => None end
  end.
Definition call (T : table) (f : fn) (p : poly) : option (poly * list positive) :=
  match f, quarter_turns p with
  | Sin, Some (k, rest) => turned k T rest
  | Cos, Some (k, rest) => turned (k + 1) T rest
  | _, _ => direct_call T f p
  end.

Variable rho : positive -> R -> R.
Hypothesis rho_continuous : forall v, continuous (rho v) here.
Hypothesis pi_value : forall w, pi = Some w -> forall r, rho w r = PI.
Notation ev := (pev rho).
Notation "f == g" := (eqm here size f g) (at level 70).

Variable everything : list atom.
Definition good_atom (a : atom) :=
  In a everything /\ forall r, rho (name a) r = atom_value (function a) (ev (argument a)) r.
Definition good_entry (e : entry) :=
  (in_domain (of_function e) (ev (key e) here) -> forall r, ev (found e) r = apply I (of_function e) (ev (key e) r)) /\
  exists a, good_atom a /\ name a = variable e /\ function a = of_function e /\
    (in_domain (of_function e) (ev (key e) here) -> in_domain (function a) (ev (argument a) here)).
Definition good_table (T : table) := forall h l, PositiveMap.find h T = Some l -> Forall good_entry l.

Lemma qinv_scale c : qzero c = false -> Q2R (Qred (/ c)) = / Q2R c /\ Q2R c <> 0.
Proof.
  intros Z. assert (N : ~ Qeq c 0%Q).
  { intros E. destruct c as [n d]. unfold Qeq in E. simpl in E. unfold qzero in Z. simpl in Z. destruct n; try discriminate; lia. }
  split; [rewrite Q2R_red, Q2R_inv; [reflexivity | exact N] |].
  intros E. apply N. apply eqR_Qeq. rewrite E, Q2R_0. reflexivity.
Qed.

Lemma ev_scale c p r : ev (pscale c p) r = Q2R c * ev p r.
Proof. unfold pev. apply pval_scale. Qed.
Lemma ev_found e r : ev (found e) r = Q2R (scale e) * rho (variable e) r.
Proof. unfold found. rewrite ev_scale. unfold pev. rewrite pval_var. reflexivity. Qed.

Lemma entry_of_good a : good_atom a -> good_entry (entry_of a).
Proof.
  intros G.
  assert (plain : forall f, function a = f -> good_entry {| of_function := f; key := argument a; scale := 1; variable := name a |}).
  { intros f E. split; cbn [of_function key scale variable].
    - intros D r. rewrite ev_found. cbn [scale variable]. rewrite (proj2 G r). unfold atom_value. rewrite E.
      destruct in_domain_dec as [_ | N]; [| contradiction]. unfold Q2R. simpl. field.
    - exists a. rewrite E. auto. }
  unfold entry_of. destruct (function a) eqn:F; try (apply plain; reflexivity).
  destruct (qzero (lead (argument a))) eqn:Z; [apply plain; reflexivity |].
  destruct (qinv_scale _ Z) as [Ei N]. split; cbn [of_function key scale variable].
  - intros D r. rewrite ev_found. cbn [scale variable]. rewrite (proj2 G r). unfold atom_value. rewrite F.
    rewrite ev_scale, Ei in D. cbn [in_domain] in D.
    destruct in_domain_dec as [_ | M]; cbn [in_domain] in *.
    + rewrite ev_scale, Ei. cbn [apply]. rewrite Rinv_mult, Rinv_inv. reflexivity.
    + exfalso. apply M. intros H. apply D. rewrite H. ring.
  - exists a. split; [exact G |]. split; [reflexivity |]. split; [exact F |]. rewrite F. cbn [in_domain].
    rewrite ev_scale, Ei. intros D H. apply D. rewrite H. ring.
Qed.

Lemma table_of_good l : Forall good_atom l -> good_table (table_of l).
Proof.
  assert (step : forall T a, good_table T -> good_atom a -> good_table (enter T a)).
  { intros T a GT GA h k. unfold enter. set (h' := hash _ _).
    destruct (Pos.eq_dec h h') as [-> | N].
    - rewrite PositiveMap.gss. intros H. injection H as <-. constructor; [apply entry_of_good, GA |].
      destruct (PositiveMap.find h' T) eqn:F; [apply (GT h'), F | constructor].
    - rewrite PositiveMap.gso by exact N. apply GT. }
  unfold table_of. assert (E : good_table (PositiveMap.empty (list entry))).
  { intros h k. rewrite PositiveMap.gempty. discriminate. }
  revert E. generalize (PositiveMap.empty (list entry)).
  induction l as [|a l IH]; intros T GT GA; simpl; [exact GT |].
  inversion GA; subst. apply IH; [apply step |]; assumption.
Qed.

Lemma look_good T f p e : good_table T -> look T f p = Some e -> of_function e = f /\ key e = p /\ good_entry e.
Proof.
  intros G. unfold look. destruct (PositiveMap.find (hash f p) T) as [l|] eqn:F; [| discriminate].
  specialize (G _ _ F). clear F. induction G as [|e' l E G IH]; simpl; [discriminate |].
  destruct (feqb f (of_function e')) eqn:A; [| exact IH].
  destruct (peqb p (key e')) eqn:B; [| exact IH].
  intros H. injection H as <-. apply feqb_eq in A. apply peqb_eq in B. auto.
Qed.

(** An atom in whose domain the argument is. *)
Definition met (v : positive) := exists a, good_atom a /\ name a = v /\ in_domain (function a) (ev (argument a) here).

Lemma direct_call_good T f p q vs : good_table T -> direct_call T f p = Some (q, vs) -> in_domain f (ev p here) ->
  (forall r, ev q r = apply I f (ev p r)) /\ Forall met vs.
Proof.
  intros G H D.
  assert (limits : forall e, of_function e = f -> good_entry e -> in_domain f (ev (key e) here) -> Forall met (limited f (variable e))).
  { intros e E [_ [a [GA [N [F L]]]]] De.
    assert (M : met (variable e)) by (exists a; rewrite <- N; rewrite <- E in De; auto).
    unfold limited. destruct f; repeat constructor; exact M. }
  assert (number_good : forall c, (forall r, ev p r = Q2R c) -> forall c', at_number known f c = Some c' ->
            forall r, ev (pconst c') r = apply I f (ev p r)).
  { intros c E c' A r. unfold pev at 1. rewrite pval_const, E. symmetry.
    apply (at_number_good known I respected f c c' A). rewrite <- (E here). exact D. }
  set (plain := match f with
    | Inv =>
      let c := lead p in
      if qzero c then None
      else match look T Inv (pscale (Qred (/ c)) p) with
           | Some e => Some (pscale (Qred (/ c)) (found e), limited Inv (variable e))
           | None => None
           end
    | _ =>
      match look T f p with
      | Some e => Some (found e, limited f (variable e))
      | None =>
        match parity_of known f, look T f (popp p) with
        | POdd, Some e => Some (popp (found e), [])
        | PEven, Some e => Some (found e, [])
        | PComplement, Some e => Some (psub (pconst (1 # 1)) (found e), [])
        | _, _ => None
        end
      end
    end).
  assert (plain_good : plain = Some (q, vs) -> (forall r, ev q r = apply I f (ev p r)) /\ Forall met vs).
  { assert (others : match look T f p with
      | Some e => Some (found e, limited f (variable e))
      | None =>
        match parity_of known f, look T f (popp p) with
        | POdd, Some e => Some (popp (found e), [])
        | PEven, Some e => Some (found e, [])
        | PComplement, Some e => Some (psub (pconst (1 # 1)) (found e), [])
        | _, _ => None
        end
      end = Some (q, vs) -> (parity_of known f <> PNone -> in_domain f (- ev p here)) ->
        (forall r, ev q r = apply I f (ev p r)) /\ Forall met vs).
    { intros X Dom. destruct (look T f p) as [e|] eqn:F.
      - injection X as <- <-. destruct (look_good T f p e G F) as [E1 [E2 E3]]. subst f p.
        split; [apply E3, D | apply limits; [reflexivity | exact E3 | exact D]].
      - assert (P := fun x => parity_good known I respected f x).
        destruct (look T f (popp p)) as [e|] eqn:F2; [| destruct (parity_of known f); discriminate].
        destruct (look_good T f (popp p) e G F2) as [E1 [E2 E3]].
        assert (EvN : forall r, ev (key e) r = - ev p r) by (intros r; rewrite E2; unfold pev; apply pval_opp).
        assert (B : parity_of known f <> PNone -> forall r, ev (found e) r = apply I f (- ev p r)).
        { intros NP r. destruct E3 as [E3 _]. rewrite E3; rewrite E1, EvN; [reflexivity | apply Dom, NP]. }
        destruct (parity_of known f); try discriminate; injection X as <- <-; split; try constructor; intros r.
        + unfold pev. rewrite pval_opp. change (- ev (found e) r = apply I f (ev p r)). rewrite B by discriminate. rewrite P. ring.
        + rewrite B by discriminate. apply P.
        + unfold pev. rewrite pval_sub, pval_const, Q2R_1. change (1 - ev (found e) r = apply I f (ev p r)).
          rewrite B by discriminate. rewrite P. ring. }
    unfold plain. destruct f; try (intros X; apply (others X); intros _; simpl; trivial; fail);
      try (intros X; apply (others X); simpl; congruence).
    cbv zeta. destruct (qzero (lead p)) eqn:Z; [discriminate |].
    destruct (look T Inv (pscale (Qred (/ lead p)) p)) as [e|] eqn:F; [| discriminate].
    intros X. injection X as <- <-. destruct (qinv_scale _ Z) as [Ei N].
    destruct (look_good T Inv _ e G F) as [E1 [E2 E3]].
    assert (De : in_domain Inv (ev (key e) here)).
    { rewrite E2, ev_scale, Ei. cbn [in_domain] in *. apply Rmult_integral_contrapositive_currified; [apply Rinv_neq_0_compat, N | exact D]. }
    split; [| apply limits; assumption].
    intros r. rewrite ev_scale, Ei. destruct E3 as [E3 _]. rewrite E1 in E3. rewrite (E3 De r), E2, ev_scale, Ei. cbn [apply].
    rewrite Rinv_mult, Rinv_inv, <- Rmult_assoc, Rinv_l by exact N. apply Rmult_1_l. }
  unfold direct_call in H. fold plain in H. clearbody plain.
  destruct p as [|[[|v m] c] [|t p]]; try (apply plain_good, H).
  - destruct (at_number known f 0) as [c|] eqn:A; [| apply plain_good, H]. injection H as <- <-.
    split; [| constructor]. apply (number_good 0%Q); [intros r; unfold pev; simpl; rewrite Q2R_0; reflexivity | exact A].
  - destruct (at_number known f c) as [c'|] eqn:A; [| apply plain_good, H]. injection H as <- <-.
    split; [| constructor]. apply (number_good c); [intros r; unfold pev; simpl; ring | exact A].
Qed.

Lemma sin_turns m x : sin (x + IZR m * (2 * PI)) = sin x.
Proof.
  assert (up : forall n y, sin (y + INR n * (2 * PI)) = sin y).
  { intros n y. replace (y + INR n * (2 * PI)) with (y + 2 * INR n * PI) by ring. apply sin_period. }
  destruct m as [|n|n].
  - replace (x + 0 * (2 * PI)) with x by ring. reflexivity.
  - replace (IZR (Zpos n)) with (INR (Pos.to_nat n)) by (rewrite INR_IZR_INZ, positive_nat_Z; reflexivity). apply up.
  - assert (E : IZR (Zneg n) = - INR (Pos.to_nat n)) by (rewrite INR_IZR_INZ, positive_nat_Z, <- opp_IZR; reflexivity).
    rewrite <- (up (Pos.to_nat n) (x + IZR (Zneg n) * (2 * PI))). f_equal. rewrite E. ring.
Qed.
Lemma sin_quarter k x : sin (x + IZR k * (PI / 2)) =
  match (k mod 4)%Z with 0%Z => sin x | 1%Z => cos x | 2%Z => - sin x | _ => - cos x end.
Proof.
  assert (D := Z_div_mod_eq_full k 4). assert (B := Z.mod_pos_bound k 4 ltac:(lia)).
  set (m := (k / 4)%Z) in *. set (j := (k mod 4)%Z) in *.
  assert (E : x + IZR k * (PI / 2) = (x + IZR j * (PI / 2)) + IZR m * (2 * PI)) by (rewrite D, plus_IZR, mult_IZR; field).
  rewrite E, sin_turns. clearbody j m. clear D E.
  assert (J : j = 0%Z \/ j = 1%Z \/ j = 2%Z \/ j = 3%Z) by lia.
  destruct J as [-> | [-> | [-> | ->]]].
  - f_equal. ring.
  - rewrite Rmult_1_l, sin_plus, sin_PI2, cos_PI2. ring.
  - replace (2 * (PI / 2)) with PI by field. apply neg_sin.
  - replace (x + 3 * (PI / 2)) with ((x + PI / 2) + PI) by field. rewrite neg_sin, sin_plus, sin_PI2, cos_PI2. ring.
Qed.

Lemma quarter_turns_good p k rest : quarter_turns p = Some (k, rest) -> forall r, ev p r = ev rest r + IZR k * (PI / 2).
Proof.
  unfold quarter_turns. destruct pi as [w|] eqn:W; [| discriminate].
  destruct (qzero (coefficient_at w p)); [discriminate |].
  destruct (Qden (Qred (qmul (2 # 1) (coefficient_at w p)))); try discriminate.
  intros H r. injection H as <- <-. unfold pev. rewrite pval_sub, pval_scale, pval_var, (pi_value w eq_refl r).
  unfold Q2R. simpl. field.
Qed.

Lemma turned_good k T p q vs : good_table T -> turned k T p = Some (q, vs) ->
  (forall r, ev q r = sin (ev p r + IZR k * (PI / 2))) /\ Forall met vs.
Proof.
  intros G H. unfold turned in H.
  assert (S := fun q vs E => direct_call_good T Sin p q vs G E Logic.I).
  assert (C := fun q vs E => direct_call_good T Cos p q vs G E Logic.I).
  assert (X : forall r, sin (ev p r + IZR k * (PI / 2)) =
    match (k mod 4)%Z with 0%Z => sin (ev p r) | 1%Z => cos (ev p r) | 2%Z => - sin (ev p r) | _ => - cos (ev p r) end)
    by (intros r; apply sin_quarter).
  assert (B4 := Z.mod_pos_bound k 4 ltac:(lia)).
  assert (J : (k mod 4 = 0 \/ k mod 4 = 1 \/ k mod 4 = 2 \/ k mod 4 = 3)%Z) by lia. clear B4.
  destruct J as [J | [J | [J | J]]]; rewrite J in H, X.
  - destruct (S _ _ H) as [A B]. split; [intros r; rewrite X; apply A | exact B].
  - destruct (C _ _ H) as [A B]. split; [intros r; rewrite X; apply A | exact B].
  - destruct (direct_call T Sin p) as [[s ws]|]; [| discriminate]. injection H as <- <-. destruct (S _ _ eq_refl) as [A B].
    split; [| exact B]. intros r. rewrite X. unfold pev at 1. rewrite pval_opp. f_equal. apply A.
  - destruct (direct_call T Cos p) as [[s ws]|]; [| discriminate]. injection H as <- <-. destruct (C _ _ eq_refl) as [A B].
    split; [| exact B]. intros r. rewrite X. unfold pev at 1. rewrite pval_opp. f_equal. apply A.
Qed.

Lemma call_good T f p q vs : good_table T -> call T f p = Some (q, vs) -> in_domain f (ev p here) ->
  (forall r, ev q r = apply I f (ev p r)) /\ Forall met vs.
Proof.
  intros G H D. unfold call in H.
  destruct f; try (apply (direct_call_good T _ p q vs G H D));
    (destruct (quarter_turns p) as [[k rest]|] eqn:Qt; [| apply (direct_call_good T _ p q vs G H D)]);
    assert (E := quarter_turns_good p k rest Qt); destruct (turned_good _ _ _ _ _ G H) as [A B]; (split; [| exact B]);
    intros r; rewrite A; cbn [apply]; rewrite E.
  - reflexivity.
  - rewrite plus_IZR. replace (ev rest r + (IZR k + 1) * (PI / 2)) with (PI / 2 + (ev rest r + IZR k * (PI / 2))) by ring.
    symmetry. apply cos_sin.
Qed.
End Tower.
