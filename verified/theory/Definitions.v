(** * What can be called by name, and what it means

    Three kinds of names: elementary functions, operations on arrays, and definitions in these. The tables mirror those
    of the kernel row by row. A definition is a term in the names of its arguments and options. *)
From Coq Require Import List NArith ZArith QArith String.
From Certsim Require Import Functions Syntax.
Import ListNotations.
#[local] Open Scope string_scope.

(** ** Elementary functions, entry by entry *)
Definition elementary : list (string * fn) := [
  ("tanh", Tanh); ("sigmoid", Sigmoid); ("exp", Exp); ("log", Log); ("sin", Sin); ("cos", Cos); ("sinh", Sinh);
  ("cosh", Cosh); ("sqrt", Sqrt); ("erf", Erf); ("softplus", Softplus); ("atan", Atan)].

(** Those that only definitions call. *)
Definition inner_elementary : list (string * fn) := [
  ("inv", Inv); ("gaussian", Gaussian); ("normal_cdf", NormalCdf); ("normal_pdf", NormalPdf); ("step", Step)].

(** ** Operations on arrays *)
Inductive native :=
| Summed | Multiplied | Counted | Cumulated | Diagonal | Transposed | Reshaped | Concatenated | Stacked | Repeated
| Zeros | Ones | Eye | Windows.

(** How many arrays an operation takes. *)
Inductive arity := Exactly (n : N) | Several.

(** Each with its arity and the options that it may be given. *)
Definition natives : list (string * (native * arity * list string)) := [
  ("sum", (Summed, Exactly 1, ["axis"; "keepdims"]));
  ("prod", (Multiplied, Exactly 1, ["axis"; "keepdims"]));
  ("cumsum", (Cumulated, Exactly 1, ["axis"]));
  ("diag", (Diagonal, Exactly 1, []));
  ("transpose", (Transposed, Exactly 1, ["axes"]));
  ("reshape", (Reshaped, Exactly 1, ["shape"]));
  ("concat", (Concatenated, Several, ["axis"]));
  ("stack", (Stacked, Several, ["axis"]));
  ("repeat", (Repeated, Exactly 1, ["repeats"; "axis"]));
  ("zeros", (Zeros, Exactly 0, ["shape"]));
  ("ones", (Ones, Exactly 0, ["shape"]));
  ("eye", (Eye, Exactly 0, ["n"]))].

(** Those that only definitions call. *)
Definition inner_natives : list (string * (native * arity * list string)) := [
  ("count", (Counted, Exactly 1, ["axis"]));
  ("windows", (Windows, Exactly 2, ["stride"; "padding"; "axes"]))].

(** ** Definitions *)
(** The names of the arguments, the options with the values that they have if they are not given, the arguments that may
    be left out with what they then are, and the term that a call means. *)
Inductive definition :=
| Means (arguments : list string) (defaults : options) (left_out : list (string * term)) (body : term).

Definition arguments_of (d : definition) := let (arguments, _, _, _) := d in arguments.
Definition defaults_of (d : definition) := let (_, defaults, _, _) := d in defaults.
Definition left_out_of (d : definition) := let (_, _, left_out, _) := d in left_out.
Definition body_of (d : definition) := let (_, _, _, body) := d in body.

Declare Scope term_scope.
Delimit Scope term_scope with term.
#[local] Notation "a + b" := (Sum [a; b]) : term_scope.
#[local] Notation "a - b" := (Sum [a; Opposite b]) : term_scope.
#[local] Notation "a * b" := (Product [a; b]) : term_scope.
#[local] Notation "a / b" := (Quotient a b) : term_scope.
#[local] Notation "a ^ n" := (Power a n%Z) : term_scope.
#[local] Notation "'num' q" := (Literal q%Q) (at level 8, q at level 0).
#[local] Notation call f l := (Apply f l%term []).
#[local] Notation z := (Name "z").
#[local] Notation u := (Name "u").
#[local] Notation v := (Name "v").
#[local] Notation x := (Name "x").
#[local] Notation w := (Name "w").
#[local] Notation pi := (Name "pi").
#[local] Notation eps := (Name "eps").
#[local] Notation slope := (Name "slope").
#[local] Notation alpha := (Name "alpha").
#[local] Notation lo := (Name "lo").
#[local] Notation hi := (Name "hi").

(** A function along the axes of the call, in one entry for each slice. *)
#[local] Notation along f a := (Apply f [a%term] [("axis", OName "axis"); ("keepdims", OFlag true)]).
(** The same, where the call says whether the axes are kept. *)
#[local] Notation along_as_told f a := (Apply f [a%term] [("axis", OName "axis"); ("keepdims", OName "keepdims")]).
#[local] Notation all_axes := [("axis", ONone); ("keepdims", OFlag false)].
#[local] Notation last_axis := [("axis", OInt (-1))].
#[local] Notation windows_of n := (Apply "windows" [x; w]
  [("stride", OName "stride"); ("padding", OName "padding"); ("axes", OInt n)]).

#[local] Open Scope term_scope.

Definition definitions : list (string * definition) := [
  (* entry by entry *)
  ("silu", Means ["z"] [] [] (z * call "sigmoid" [z]));
  ("gelu", Means ["z"] [] [] (z * call "normal_cdf" [z]));
  ("gelu_tanh", Means ["z"] [] []
    (Product [num (1 # 2); z;
      num 1 + call "tanh" [call "sqrt" [num 2 / pi] * (z + num (8943 # 200000) * z ^ 3)]]));
  ("mish", Means ["z"] [] [] (z * call "tanh" [call "softplus" [z]]));
  ("relu", Means ["z"] [] [] (z * call "step" [z]));
  ("leaky_relu", Means ["z"; "slope"] [] [] (slope * z + Product [num 1 - slope; z; call "step" [z]]));
  ("abs", Means ["z"] [] [] (z * (num 2 * call "step" [z] - num 1)));
  ("clip", Means ["z"; "lo"; "hi"] [] [] ((lo + call "relu" [z - lo]) - call "relu" [z - hi]));
  ("hardtanh", Means ["z"] [] [] (call "clip" [z; num (-1); num 1]));
  ("relu6", Means ["z"] [] [] (call "clip" [z; num 0; num 6]));
  ("elu", Means ["z"; "alpha"] [] [("alpha", num 1)]
    (alpha * (call "exp" [z] - num 1) + call "step" [z] * (z - alpha * (call "exp" [z] - num 1))));
  ("selu", Means ["z"] [] []
    (num 1.0507009873554804934193349852946 * call "elu" [z; num 1.6732632423543772848170429916717]));
  ("hardswish", Means ["z"] [] [] (Product [num (1 # 6); z; call "relu6" [z + num 3]]));
  (* along axes *)
  ("mean", Means ["z"] all_axes [] (along_as_told "sum" z / Apply "count" [z] [("axis", OName "axis")]));
  ("var", Means ["z"] all_axes [] (along_as_told "mean" ((z - along "mean" z) ^ 2)));
  ("norm", Means ["z"] all_axes [] (call "sqrt" [along_as_told "sum" (z ^ 2)]));
  ("logsumexp", Means ["z"] all_axes [] (call "log" [along_as_told "sum" (call "exp" [z])]));
  ("softmax", Means ["z"] last_axis [] (call "exp" [z] / along "sum" (call "exp" [z])));
  ("log_softmax", Means ["z"] last_axis [] (z - along "logsumexp" z));
  ("layer_norm", Means ["z"; "eps"] last_axis [] ((z - along "mean" z) / call "sqrt" [along "var" z + eps]));
  ("rms_norm", Means ["z"; "eps"] last_axis [] (z / call "sqrt" [along "mean" (z ^ 2) + eps]));
  (* arrays *)
  ("dot", Means ["u"; "v"] [] [] (Matmul u v));
  ("outer", Means ["u"; "v"] [] [] (Einsum "i,j->ij" [u; v]));
  ("trace", Means ["z"] [] [] (Einsum "ii->" [z]));
  ("conv1d", Means ["x"; "w"] [("stride", OInt 1); ("padding", OInt 0)] []
    (Einsum "clk,ock->ol" [windows_of 1; w]));
  ("conv2d", Means ["x"; "w"] [("stride", OInt 1); ("padding", OInt 0)] []
    (Einsum "cmnkl,ockl->omn" [windows_of 2; w]));
  (* of two arrays; of one they are folded along its axes, from the first slice on *)
  ("max", Means ["u"; "v"] [] [] (v + call "relu" [u - v]));
  ("min", Means ["u"; "v"] [] [] (u - call "relu" [u - v]))].

(** The definitions that may be folded. *)
Definition folds : list string := ["max"; "min"].

(** Names that no unspecified function may have. *)
Definition reserved : list string :=
  "pi" :: "einsum" :: map fst elementary ++ map fst inner_elementary ++ map fst natives ++ map fst inner_natives
  ++ map fst definitions.
