(** * What a certificate offers

    Cofactors, congruences, squares. Nothing of it is believed. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra Lia List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Poly Functions Expr Germs Affine Tower Syntax Flow.
Import ListNotations.
Open Scope R_scope.

(** One of the polynomials that are known to vanish where a rule needs it. *)
Inductive reference :=
| REquation (i : N) | RInput (i : N) | RSettled (i : N) | RCongruence (i : N) | RRelation (i : N) | RCondition.
(** Cofactors q of polynomials p that are referred to: the sum of q p. *)
Definition combination := list (reference * poly).

Record square := { coefficient_of : Q; weight : list N; root_of : poly }.

(** (prod h)^power f^exponent + sum of c w s^2 = sum of q p: f vanishes where the p do and the h hold. *)
Record vanishing := { v_power : nat; v_exponent : nat; v_squares : list square; v_cofactors : combination }.
(** (prod h)^power + sum of c w s^2 = sum of q p: there is no real point. *)
Record no_point := { n_power : nat; n_squares : list square; n_cofactors : combination }.

(** u - v is a combination of what vanishes, and so is f(u) - f(v), where f(u) is the atom with this number. *)
Record congruence := { c_atom : N; c_argument : poly; c_because : combination }.

(** For one datum, or for all inputs: the atoms, the congruences, and (prod h)^power L_X g = sum of q p by field and
    equation. What is not listed vanishes identically. If [by_name], sums have names and are not multiplied out. *)
Record view_proof := {
  by_name : bool;
  atoms : list (fn * poly);
  congruences : list congruence;
  lie : PositiveMap.t (PositiveMap.t (nat * combination));
  kept : PositiveMap.t (PositiveMap.t combination) }.     (* L_X h = q h + sum of q p, by field and condition *)

(** The argument u of the call that is this atom is not in its domain: -u, less a sum of squares if u should be positive,
    is a combination of what vanishes. *)
Record outside := { o_atoms : list (fn * poly); o_atom : N; o_squares : list square; o_cofactors : combination }.

Inductive invariance :=
| Tangency (views : list view_proof) (conditions : list condition_proof)
| EmptySet (proof : option no_point)
| Undefined (views : list outside)           (* by datum, or once for all inputs *)
| Described (equations : list poly) (because : list vanishing) (implied : list combination) (rest : invariance)
| Meet (parts : list (list poly * list (poly * relation) * invariance))     (* T10: an intersection *)
| Join (parts : list (list poly * invariance))                             (* T10: a union *)
with condition_proof :=
| Kept
| NeverZero (proof : no_point)
| Boundary (rest : invariance).

(** ** Lists with quick access *)
Section Indexed.
Context {A : Type}.
Fixpoint filled (n : N) (l : list A) (m : PositiveMap.t A) : PositiveMap.t A :=
  match l with [] => m | a :: l => filled (N.succ n) l (PositiveMap.add (N.succ_pos n) a m) end.
Lemma filled_below l : forall n m i, (Npos i <= n)%N -> PositiveMap.find i (filled n l m) = PositiveMap.find i m.
Proof.
  induction l as [|a l IH]; intros n m i L; cbn [filled]; [reflexivity |].
  rewrite IH by lia. apply PositiveMap.gso. intros E. subst i. rewrite N.succ_pos_spec in L. lia.
Qed.
Lemma filled_find l : forall n m k, PositiveMap.find (N.succ_pos (n + N.of_nat k)) (filled n l m) =
  match nth_error l k with Some a => Some a | None => PositiveMap.find (N.succ_pos (n + N.of_nat k)) m end.
Proof.
  induction l as [|a l IH]; intros n m k; cbn [filled]; [destruct k; reflexivity |].
  destruct k as [|k].
  - rewrite N.add_0_r, filled_below by (rewrite N.succ_pos_spec; lia). apply PositiveMap.gss.
  - replace (n + N.of_nat (S k))%N with (N.succ n + N.of_nat k)%N by lia. rewrite IH. cbn [nth_error].
    destruct (nth_error l k); [reflexivity |]. apply PositiveMap.gso. intros E.
    apply (f_equal Npos) in E. rewrite !N.succ_pos_spec in E. lia.
Qed.
Definition indexed (l : list A) : PositiveMap.t A := filled 0 l (PositiveMap.empty A).
Definition item (m : PositiveMap.t A) (i : N) : option A := PositiveMap.find (N.succ_pos i) m.

Lemma indexed_nth l i : PositiveMap.find i (indexed l) = nth_error l (Nat.pred (Pos.to_nat i)).
Proof.
  assert (E : i = N.succ_pos (0 + N.of_nat (Nat.pred (Pos.to_nat i)))).
  { apply (f_equal (fun n => match n with Npos p => p | N0 => xH end)
      (x := Npos i) (y := Npos (N.succ_pos (0 + N.of_nat (Nat.pred (Pos.to_nat i)))))).
    rewrite N.succ_pos_spec. lia. }
  unfold indexed. rewrite E at 1. rewrite filled_find. rewrite PositiveMap.gempty.
  destruct (nth_error l _); reflexivity.
Qed.
Lemma item_in l i a : item (indexed l) i = Some a -> In a l.
Proof. unfold item. rewrite indexed_nth. apply nth_error_In. Qed.
End Indexed.

(** ** Combinations *)
Definition knowledge := reference -> option poly.
Fixpoint products (known : knowledge) (c : combination) : option (list poly) :=
  match c with
  | [] => Some []
  | (r, q) :: c =>
    match known r, products known c with Some p, Some l => Some (pmul q p :: l) | _, _ => None end
  end.
Definition combine (known : knowledge) (c : combination) : option poly :=
  match products known c with Some l => Some (psum l) | None => None end.
(** A polynomial is a combination of what is known. *)
Definition follows (known : knowledge) (p : poly) (c : combination) : bool :=
  match combine known c with Some q => peqb p q | None => false end.

Lemma follows_zero e known p c : (forall r q, known r = Some q -> pval e q = 0) -> follows known p c = true -> pval e p = 0.
Proof.
  intros Z. unfold follows, combine. destruct (products known c) as [l|] eqn:L; [| discriminate].
  intros E. apply peqb_eq in E. subst p. rewrite pval_sum. revert l L.
  induction c as [|[r q] c IH]; intros l L; simpl in L; [injection L as <-; reflexivity |].
  destruct (known r) as [p|] eqn:K; [| discriminate]. destruct (products known c) as [l'|]; [| discriminate].
  injection L as <-. simpl. rewrite pval_mul, (Z r p K), (IH l' eq_refl). ring.
Qed.

Lemma follows_small here size rho known p c : (forall v, continuous (rho v) here) ->
  (forall r q, known r = Some q -> small here size (pev rho q)) -> follows known p c = true -> small here size (pev rho p).
Proof.
  intros C Z. unfold follows, combine. destruct (products known c) as [l|] eqn:L; [| discriminate].
  intros E. apply peqb_eq in E. subst p.
  apply (small_ext here size (fun r => total (fun v => rho v r) l)); [intros r; unfold pev; symmetry; apply pval_sum |].
  revert l L. induction c as [|[r q] c IH]; intros l L; simpl in L; [injection L as <-; apply small_zero |].
  destruct (known r) as [p|] eqn:K; [| discriminate]. destruct (products known c) as [l'|]; [| discriminate].
  injection L as <-. simpl. apply small_plus; [| apply (IH l' eq_refl)].
  apply (small_ext here size (fun r => pev rho q r * pev rho p r)); [intros t; unfold pev; symmetry; apply pval_mul |].
  apply small_mult; [apply pev_continuous, C | apply (Z r p K)].
Qed.

(** A table from what stands at its numbers; exported proofs are written so. *)
Definition at_numbers {A} (l : list (N * A)) : PositiveMap.t A :=
  fold_left (fun m t => PositiveMap.add (N.succ_pos (fst t)) (snd t) m) l (PositiveMap.empty A).
