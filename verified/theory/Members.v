(** * The members of a model, computed with any scalars, and what refutes what is said of it *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import String.
From Coq Require Import Reals Lra List PArith NArith ZArith QArith Qreals FMapPositive.
From Certsim Require Import Poly Functions Syntax Expr Affine Tower Flow Dual Sets Interval Enclosure Points Numbers
  Arrays ArraysRelated Leaving Meaning Compute.
Import ListNotations.
Open Scope R_scope.

Definition leaf_below {A : Type} (o : scalars A) (leaf : positive -> A) (first : positive) (i : positive) : A :=
  if Pos.ltb i first then leaf i else s_num o 0.
Definition one_of {A : Type} (o : scalars A) (names : list string) (env : environment A) (t : term) : option A :=
  match targets o names depth env t with Some [x] => Some x | _ => None end.
Definition members_of {A : Type} (m : Syntax.model) (l : layout) (o : scalars A) (leaf : positive -> A)
  : option (list (list A)) :=
  let leaf := leaf_below o leaf (first_atom l) in
  match of_family m with
  | OfOutputs _ _ _ => match outputs_of o leaf m l with Some es => Some (map (fun a => [a]) es) | None => None end
  | OfFields fields =>
    let env := parameter_environment leaf m l in
    options_all (map (fun X => options_all (map (one_of o (names_of m) env) X)) fields)
  end.

Lemma options_all_related {X A B : Type} (rel : A -> B -> Prop) (f : X -> option A) (g : X -> option B) xs :
  (forall x, if_some rel (f x) (g x)) -> if_some (Forall2 rel) (options_all (map f xs)) (options_all (map g xs)).
Proof.
  intros H. induction xs as [|x xs IH]; simpl; [apply some_related; constructor |].
  specialize (H x). destruct (g x) as [b|]; [| apply none_related]. destruct (H b eq_refl) as [a [-> R]].
  destruct (options_all (map g xs)) as [bs|]; [| apply none_related]. destruct (IH bs eq_refl) as [l [-> Rs]].
  apply some_related. constructor; assumption.
Qed.

Theorem members_of_computed {A : Type} (m : Syntax.model) (l : layout) (P : problem) :
  problem_of m l = Some P -> @computes_members A P (members_of m l).
Proof.
  intros meant_ o rel leaf ms [Rn Rs Rp Rw Rc] Rl H.
  assert (M := members_meant m l P meant_). unfold family_meant in M. unfold members_of in H. unfold member_lists.
  assert (call : forall f a b b', rel a b -> s_call o f b = Some b' ->
    exists a', s_call expressions f a = Some a' /\ rel a' b').
  { intros f a b b' R E. exists (Call f a). split; [reflexivity | exact (Rc f a b b' R E)]. }
  assert (leaves : forall i, rel (leaf_of (first_atom l) i) (leaf_below o leaf (first_atom l) i)).
  { intros i. unfold leaf_of, leaf_below. destruct (Pos.ltb i (first_atom l)); [apply Rl | apply Rn]. }
  destruct (of_family m) as [lets outs blocks | fields] eqn:F.
  - destruct (outputs_of expressions (leaf_of (first_atom l)) m l) as [es|] eqn:Es; [| discriminate].
    injection M as <-.
    destruct (outputs_of o (leaf_below o leaf (first_atom l)) m l) as [ds|] eqn:Ds; [| discriminate]. injection H as <-.
    unfold outputs_of in Es, Ds. rewrite F in Es, Ds.
    assert (E := environment_related m l rel _ _ leaves).
    destruct (family_of_related expressions o rel Rn Rs Rp Rw call (names_of m) depth (taken_names m) _ _ lets outs
      blocks E ds Ds)
      as [es' [E' R]].
    rewrite Es in E'. injection E' as <-. clear - R.
    induction R; simpl; constructor; [constructor; [assumption | constructor] | assumption].
  - assert (E : env_related rel (parameter_environment (leaf_of (first_atom l)) m l)
      (parameter_environment (leaf_below o leaf (first_atom l)) m l)).
    { unfold parameter_environment, pi_environment. apply env_related_app; [apply declare_related, leaves |].
      destruct (has_pi l); constructor; [| constructor]. split; [reflexivity |]. split; [reflexivity |].
      constructor; [apply leaves | constructor]. }
    assert (One : forall t, if_some rel (one_entry m (parameter_environment (leaf_of (first_atom l)) m l) t)
      (one_of o (names_of m) (parameter_environment (leaf_below o leaf (first_atom l)) m l) t)).
    { intros t. unfold one_entry, one_of.
      assert (T := targets_related expressions o rel Rn Rs Rp Rw call (names_of m) depth _ _ t E).
      destruct (targets o _ _ _ t) as [[|d [|d' ds]]|]; try apply none_related.
      destruct (T [d] eq_refl) as [es [-> R]]. inversion R as [|x d0 xs ds R0 R1]; subst. inversion R1; subst.
      apply some_related, R0. }
    assert (All := options_all_related (Forall2 rel) _ _ fields (fun X => options_all_related rel _ _ X One)).
    destruct (All ms H) as [fs [E' R]]. rewrite E' in M. destruct (forallb _ fs) in M; [| discriminate].
    injection M as <-. exact R.
Qed.

(** ** Refutations of what is said of a model *)
Section Refuted.
Variables (m : Syntax.model) (l : layout) (P : problem).
Hypothesis meant_ : problem_of m l = Some P.

Theorem leaves gs cs pl equation w :
  check_leaving P icall enclose_pi (members_of m l) (members_of m l) gs cs pl equation w = true ->
  ~ invariant P (fun _ e => pset gs cs e).
Proof.
  apply (leaving_sound P icall enclose_pi (members_of m l) (members_of m l) icall_sound enclose_pi_sound);
    apply members_of_computed, meant_.
Qed.
Theorem crosses alone gs cs pl j w :
  check_crossing P icall enclose_pi (members_of m l) (members_of m l) gs cs pl j w = true ->
  invariant P (fun _ e => pset gs (kept_beside alone cs j) e) -> ~ invariant P (fun _ e => pset gs cs e).
Proof.
  apply (crossing_sound P icall enclose_pi (members_of m l) (members_of m l) icall_sound enclose_pi_sound);
    apply members_of_computed, meant_.
Qed.
End Refuted.
