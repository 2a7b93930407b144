(* A claim and its proof as a file for coqc, against the theory that the checker is extracted from.

   The file states that the claim is true, in the words of Meaning.v, and proves it by one computation. Nothing here is
   trusted: coqc reads the file. *)

module E = Checker.Evidence
module F = Checker.Functions
module Map = Checker.FMapPositive.PositiveMap
module Q = Checker.QArith_base
module S = Checker.Syntax

let spaced = String.concat " "
let apply name arguments = "(" ^ spaced (name :: arguments) ^ ")"
let list write l = "[" ^ String.concat "; " (List.map write l) ^ "]"
let pair write write' (a, b) = "(" ^ write a ^ ", " ^ write' b ^ ")"
let option write = function None -> "None" | Some a -> apply "Some" [ write a ]
let record fields = "{| " ^ String.concat "; " (List.map (fun (name, value) -> name ^ " := " ^ value) fields) ^ " |}"

(* A quotation mark in a string of Coq is written twice. *)
let text chars =
  let one c = if c = '"' then "\"\"" else String.make 1 c in
  "\"" ^ String.concat "" (List.map one chars) ^ "\"%string"

let digits = Big_int_Z.string_of_big_int
let natural n = digits n ^ "%N"
let positive n = digits n ^ "%positive"
let nat n = string_of_int n ^ "%nat"
let integer n = "(" ^ digits n ^ ")%Z"
let rational q = Printf.sprintf "(%s # %s)%%Q" (digits q.Q.coq_Qnum) (digits q.Q.coq_Qden)

(* Claims *)

let subscript = function
  | S.At i -> apply "At" [ integer i ]
  | S.Range (a, b, c) -> apply "Range" (List.map (option integer) [ a; b; c ])
  | S.Dots -> "Dots"

let option_value = function
  | S.ONone -> "ONone"
  | S.OFlag b -> apply "OFlag" [ string_of_bool b ]
  | S.OInt z -> apply "OInt" [ integer z ]
  | S.OInts l -> apply "OInts" [ list integer l ]
  | S.OName s -> apply "OName" [ text s ]

let rec term = function
  | S.Name s -> apply "Name" [ text s ]
  | S.Literal q -> apply "Literal" [ rational q ]
  | S.Sum l -> apply "Sum" [ list term l ]
  | S.Product l -> apply "Product" [ list term l ]
  | S.Opposite a -> apply "Opposite" [ term a ]
  | S.Quotient (a, b) -> apply "Quotient" [ term a; term b ]
  | S.Power (a, n) -> apply "Power" [ term a; integer n ]
  | S.Matmul (a, b) -> apply "Matmul" [ term a; term b ]
  | S.Transpose a -> apply "Transpose" [ term a ]
  | S.Index (a, l) -> apply "Index" [ term a; list subscript l ]
  | S.Stack l -> apply "Stack" [ list term l ]
  | S.Einsum (s, l) -> apply "Einsum" [ text s; list term l ]
  | S.Apply (f, l, o) -> apply "Apply" [ text f; list term l; list (pair text option_value) o ]

let fact = function S.Even -> "Even" | S.Odd -> "Odd" | S.ZeroAtZero -> "ZeroAtZero"
let relation = function S.Equal -> "Equal" | S.NotZero -> "NotZero" | S.Positive -> "Positive" | S.Negative -> "Negative"
let declaration = pair text (list natural)
let comparison ((a, r), b) = "(" ^ String.concat ", " [ term a; relation r; term b ] ^ ")"
let equation = pair term term

let family = function
  | S.OfOutputs (lets, outputs, blocks) ->
      apply "OfOutputs" [ list (pair text term) lets; list term outputs; list (list (list natural)) blocks ]
  | S.OfFields fields -> apply "OfFields" [ list (list term) fields ]

let model m =
  record
    [ ("functions", list (pair text (list fact)) m.S.functions);
      ("parameters", list declaration m.S.parameters);
      ("inputs", list declaration m.S.inputs);
      ("of_family", family m.S.of_family);
      ("frozen", list term m.S.frozen);
      ("rates", list (pair term rational) m.S.rates);
      ("inputs_where", list comparison m.S.inputs_where);
      ("data", option (list (list rational)) m.S.data) ]

let equations = function
  | S.Equations l -> apply "Equations" [ list equation l ]
  | S.FixedBy maps -> apply "FixedBy" [ list (list equation) maps ]

let candidate c =
  record
    [ ("constants", list declaration c.S.constants);
      ("of_equations", equations c.S.of_equations);
      ("where_", list comparison c.S.where_) ]

let rec set = function
  | S.Candidate c -> apply "Candidate" [ candidate c ]
  | S.Difference (a, b) -> apply "Difference" [ set a; set b ]

let verdict = function S.Certified -> "Certified" | S.Refuted -> "Refuted"

(* Proofs *)

let fn = function
  | F.Sigma (f, k) -> apply "Sigma" [ positive f; nat k ]
  | f ->
      let names =
        [ (F.Tanh, "Tanh"); (F.Sigmoid, "Sigmoid"); (F.Exp, "Exp"); (F.Log, "Log"); (F.Sin, "Sin"); (F.Cos, "Cos");
          (F.Sinh, "Sinh"); (F.Cosh, "Cosh"); (F.Sqrt, "Sqrt"); (F.Inv, "Inv"); (F.Erf, "Erf"); (F.Gaussian, "Gaussian");
          (F.NormalCdf, "NormalCdf"); (F.NormalPdf, "NormalPdf"); (F.Softplus, "Softplus"); (F.Atan, "Atan");
          (F.Step, "Step"); (F.Identity, "Identity") ]
      in
      List.assoc f names

let poly = list (pair (list positive) rational)

let reference = function
  | E.REquation i -> apply "REquation" [ natural i ]
  | E.RInput i -> apply "RInput" [ natural i ]
  | E.RSettled i -> apply "RSettled" [ natural i ]
  | E.RCongruence i -> apply "RCongruence" [ natural i ]
  | E.RRelation i -> apply "RRelation" [ natural i ]
  | E.RCondition -> "RCondition"

let combination = list (pair reference poly)

(* Tables are numbered from 0, and their keys from 1. *)
let table write map =
  let entry (key, value) = pair natural write (Big_int_Z.pred_big_int key, value) in
  apply "at_numbers" [ list entry (Map.elements map) ]

let square s =
  record
    [ ("coefficient_of", rational s.E.coefficient_of); ("weight", list natural s.E.weight); ("root_of", poly s.E.root_of) ]

let vanishing v =
  record
    [ ("v_power", nat v.E.v_power); ("v_exponent", nat v.E.v_exponent); ("v_squares", list square v.E.v_squares);
      ("v_cofactors", combination v.E.v_cofactors) ]

let no_point n =
  record
    [ ("n_power", nat n.E.n_power); ("n_squares", list square n.E.n_squares); ("n_cofactors", combination n.E.n_cofactors) ]

let congruence c =
  record
    [ ("c_atom", natural c.E.c_atom); ("c_argument", poly c.E.c_argument); ("c_because", combination c.E.c_because) ]

let view v =
  record
    [ ("by_name", string_of_bool v.E.by_name);
      ("atoms", list (pair fn poly) v.E.atoms);
      ("congruences", list congruence v.E.congruences);
      ("lie", table (table (pair nat combination)) v.E.lie);
      ("kept", table (table combination) v.E.kept) ]

let outside o =
  record
    [ ("o_atoms", list (pair fn poly) o.E.o_atoms); ("o_atom", natural o.E.o_atom);
      ("o_squares", list square o.E.o_squares); ("o_cofactors", combination o.E.o_cofactors) ]

let condition = pair poly relation

let rec invariance = function
  | E.Tangency (views, conditions) -> apply "Tangency" [ list view views; list condition_proof conditions ]
  | E.EmptySet p -> apply "EmptySet" [ option no_point p ]
  | E.Undefined l -> apply "Undefined" [ list outside l ]
  | E.Described (fs, because, implied, rest) ->
      apply "Described" [ list poly fs; list vanishing because; list combination implied; invariance rest ]
  | E.Meet parts ->
      let part ((gs, cs), p) = "(" ^ String.concat ", " [ list poly gs; list condition cs; invariance p ] ^ ")" in
      apply "Meet" [ list part parts ]
  | E.Join parts -> apply "Join" [ list (pair (list poly) invariance) parts ]

and condition_proof = function
  | E.Kept -> "Kept"
  | E.NeverZero p -> apply "NeverZero" [ no_point p ]
  | E.Boundary p -> apply "Boundary" [ invariance p ]
