(** * What a claim means

    A problem is a family of functions, or of vector fields, on the space of parameters. Training, with any data and any
    differentiable loss, moves the parameters along theta' = sum over d of c_d(t) D grad F_d(theta)(x_d). A set is
    invariant if no such curve enters or leaves it. Nothing here is about polynomials, atoms or cofactors. *)
From Coquelicot Require Import Coquelicot.
From Coq Require Import Reals Lra List PArith NArith ZArith QArith Qreals.
From Certsim Require Import Poly Functions Expr Tower Syntax.
Import ListNotations.
Open Scope R_scope.

(** Functions F(theta)(x) whose gradients are meant, or vector fields with a component for each parameter. *)
Inductive family := Gradients (outputs : list expr) | Vectors (fields : list (list expr)).

(** Leaves are numbered: parameters first, then inputs; every other leaf is a constant, one of which may be pi. *)
Record problem := {
  parameters : N;
  inputs : N;
  pi_leaf : option positive;
  declared : positive -> facts;             (* of the unspecified functions *)
  members : family;
  rate : positive -> Q;                     (* the learning rate of a parameter; 0 if it is frozen (T22) *)
  input_equations : list expr;              (* the inputs that are meant (T21) *)
  input_conditions : list (expr * relation);
  data : option (list (list Q)) }.          (* or the only ones that there are *)

Definition holds (k : relation) (x : R) : Prop :=
  match k with Equal => x = 0 | NotZero => x <> 0 | Positive => 0 < x | Negative => x < 0 end.

Section Meaning.
Variable P : problem.

Definition is_parameter (i : positive) : bool := N.leb (Npos i) (parameters P).
Definition is_input (i : positive) : bool := andb (N.ltb (parameters P) (Npos i)) (N.leb (Npos i) (parameters P + inputs P)).
Definition input_leaf (k : nat) : positive := N.succ_pos (parameters P + N.of_nat k).

(** A state holds parameters and constants; with an input it is what expressions are evaluated at. *)
Definition state := positive -> R.
Definition at_input (theta x : state) : state := fun i => if is_input i then x i else theta i.

Definition meant (I : interp) (e : state) : Prop :=
  match data P with
  | None => (forall g, In g (input_equations P) -> value I e g = 0) /\
            (forall h k, In (h, k) (input_conditions P) -> holds k (value I e h))
  | Some rows => exists row, In row rows /\ length row = N.to_nat (inputs P) /\
                   forall k q, nth_error row k = Some q -> e (input_leaf k) = Q2R q
  end.

(** Everything that the model writes is defined. *)
Definition everywhere_defined (I : interp) (e : state) : Prop :=
  match members P with
  | Gradients outputs => forall F, In F outputs -> defined I e F
  | Vectors fields => forall X c, In X fields -> In c X -> defined I e c
  end.

(** What training on one datum does: which member of the family, at which input, and the derivative of the loss by it. *)
Record drive := { member : nat; input : state; coefficient : R -> R }.

(** The component of D grad F(theta)(x), a partial derivative of the function itself, or of the vector field. *)
Definition pull (I : interp) (d : drive) (theta : state) (i : positive) : R :=
  let e := at_input theta (input d) in
  match members P with
  | Gradients outputs =>
    match nth_error outputs (member d) with
    | Some F => Q2R (rate P i) * Derive (fun s => value I (update e i s) F) (e i)
    | None => 0
    end
  | Vectors fields =>
    match nth_error fields (member d) with
    | Some X => match nth_error X (Nat.pred (Pos.to_nat i)) with Some c => value I e c | None => 0 end
    | None => 0
    end
  end.

Definition velocity (I : interp) (drives : list drive) (t : R) (theta : state) (i : positive) : R :=
  fold_right (fun d s => coefficient d t * pull I d theta i + s) 0 drives.

(** A solution on a < t < b. *)
Record flow (I : interp) (a b : R) (drives : list drive) (theta : R -> state) : Prop := {
  coefficients_continuous : forall d t, In d drives -> a < t < b -> continuous (coefficient d) t;
  inputs_meant : forall d t, In d drives -> a < t < b -> meant I (at_input (theta t) (input d));
  in_the_domain : forall d t, In d drives -> a < t < b -> everywhere_defined I (at_input (theta t) (input d));
  parameters_move : forall t i, a < t < b -> is_parameter i = true ->
    is_derive (fun r => theta r i) t (velocity I drives t (theta t) i);
  others_rest : forall t i, a < t < b -> is_parameter i = false -> is_derive (fun r => theta r i) t 0;
  pi_is_pi : forall t i, a < t < b -> pi_leaf P = Some i -> theta t i = PI }.

Definition states := interp -> state -> Prop.

(** For all functions that respect what is declared, all data and all losses: who is in the set stays, both ways in time. *)
Definition invariant (S : states) : Prop :=
  forall I, respects (declared P) I -> forall a b drives theta, flow I a b drives theta ->
  forall s t, a < s < b -> a < t < b -> S I (theta s) -> S I (theta t).
End Meaning.
