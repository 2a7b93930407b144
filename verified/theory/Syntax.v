(** * What a certificate says: models, candidates and claims as they are written

    Nothing here has a meaning yet. [Meaning.v] gives it; [Reading.v] reads it from the bytes of a certificate. *)
From Coq Require Import List PArith NArith ZArith QArith String.
Import ListNotations.

(** ** Expressions over arrays, as specs write them *)
Inductive subscript :=
| At (index : Z)
| Range (start stop step : option Z)
| Dots.

(** The value of an option; in the body of a definition a name stands for that of the call. *)
Inductive option_value :=
| ONone
| OFlag (b : bool)
| OInt (z : Z)
| OInts (l : list Z)
| OName (s : string).
Definition options := list (string * option_value).

Inductive term :=
| Name (s : string)
| Literal (q : Q)
| Sum (l : list term)
| Product (l : list term)
| Opposite (a : term)
| Quotient (a b : term)
| Power (a : term) (n : Z)
| Matmul (a b : term)
| Transpose (a : term)
| Index (a : term) (l : list subscript)
| Stack (l : list term)
| Einsum (letters : string) (l : list term)
| Apply (f : string) (l : list term) (o : options).

(** ** Models, candidates, claims *)
Definition declaration := (string * list N)%type.
Inductive fact := Even | Odd | ZeroAtZero.
Inductive relation := Equal | NotZero | Positive | Negative.
(** left ⋈ right, entry by entry, either side broadcast. *)
Definition comparison_of_terms := (term * relation * term)%type.

(** What training moves along: gradients of outputs, or vector fields that are given. *)
Inductive family :=
| OfOutputs (lets : list (string * term)) (outputs : list term)
    (symmetric : list (list (list N)))    (* blocks of members, each a list of outputs (T23) *)
| OfFields (fields : list (list term)).

Record model := {
  functions : list (string * list fact);
  parameters : list declaration;
  inputs : list declaration;
  of_family : family;
  frozen : list term;
  rates : list (term * Q);
  inputs_where : list comparison_of_terms;
  data : option (list (list Q)) }.        (* values of all inputs, in the order of the declarations *)

Inductive equations :=
| Equations (l : list (term * term))
| FixedBy (maps : list (list (term * term))).  (* a parameter and its image, for those that a map moves *)

Record candidate := {
  constants : list declaration;
  of_equations : equations;
  where_ : list comparison_of_terms }.

Inductive set_ :=
| Candidate (c : candidate)
| Difference (a b : set_).

Inductive verdict := Certified | Refuted.

Record claim := { of_model : model; of_set : set_; of_verdict : verdict }.
