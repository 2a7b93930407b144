(* A claim and its proof as a file for coqc, against the theory that the checker is extracted from.

   The file states that the claim is true, in the words of Meaning.v, and proves it by one computation. Nothing here is
   trusted: coqc reads the file. *)

module E = Checker.Evidence
module F = Checker.Functions
module Map = Checker.FMapPositive.PositiveMap
module Q = Checker.QArith_base
module M = Checker.Main
module S = Checker.Syntax

(* ** Layout: what fits is on one line, else each part is on a line of its own *)

type layout = { width : int; shape : shape }

and shape =
  | Text of string
  | Named of string * layout
  | Call of string * layout list
  | Parts of string * layout list * string * string  (* what opens, parts, what separates, what closes *)

let plain s = { width = String.length s; shape = Text s }
let named name value = { width = String.length name + 4 + value.width; shape = Named (name, value) }
let widths l = List.fold_left (fun sum part -> sum + part.width + 2) 0 l
let apply name arguments = { width = String.length name + 2 + widths arguments; shape = Call (name, arguments) }
let parts opening l separator closing = { width = 6 + widths l; shape = Parts (opening, l, separator, closing) }
let line_width = 110

(* Calls stand in parentheses where they are arguments. *)
let rec write buffer ?(argument = false) indent layout =
  let add = Buffer.add_string buffer in
  let is_short = indent + layout.width <= line_width in
  let gap = if is_short then " " else "\n" ^ String.make (indent + 2) ' ' in
  match layout.shape with
  | Text s -> add s
  | Named (name, value) ->
      add (name ^ " := ");
      write buffer indent value
  | Call (name, arguments) ->
      add (if argument then "(" ^ name else name);
      List.iter (fun part ->
          add gap;
          write buffer ~argument:true (indent + 2) part) arguments;
      if argument then add ")"
  | Parts (opening, l, separator, closing) ->
      add opening;
      List.iteri (fun at part ->
          if at > 0 then add separator;
          if at > 0 || opening = "{|" || not is_short then add gap;
          write buffer (indent + 2) part) l;
      add closing

let list f l = parts "[" (List.map f l) ";" "]"
let tuple l = parts "(" l "," ")"
let pair f g (a, b) = tuple [ f a; g b ]
let option f = function None -> plain "None" | Some a -> apply "Some" [ f a ]
let record fields = parts "{|" (List.map (fun (name, value) -> named name value) fields) ";" " |}"

(* ** Strings and numbers *)

(* A quotation mark in a string of Coq is written twice. *)
let text chars =
  let one c = if c = '"' then "\"\"" else String.make 1 c in
  plain ("\"" ^ String.concat "" (List.map one chars) ^ "\"%string")

let digits = Big_int_Z.string_of_big_int
let natural n = plain (digits n ^ "%N")
let positive n = plain (digits n ^ "%positive")
let nat n = plain (string_of_int n ^ "%nat")
let integer n = plain ("(" ^ digits n ^ ")%Z")
let rational q = plain (Printf.sprintf "(%s # %s)%%Q" (digits q.Q.coq_Qnum) (digits q.Q.coq_Qden))
let flag b = plain (string_of_bool b)

(* ** Claims *)

let subscript = function
  | S.At i -> apply "At" [ integer i ]
  | S.Range (a, b, c) -> apply "Range" (List.map (option integer) [ a; b; c ])
  | S.Dots -> plain "Dots"

let option_value = function
  | S.ONone -> plain "ONone"
  | S.OFlag b -> apply "OFlag" [ flag b ]
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

let fact = function S.Even -> plain "Even" | S.Odd -> plain "Odd" | S.ZeroAtZero -> plain "ZeroAtZero"
let relation r =
  plain (match r with S.Equal -> "Equal" | S.NotZero -> "NotZero" | S.Positive -> "Positive" | S.Negative -> "Negative")
let declaration = pair text (list natural)
let comparison ((a, r), b) = tuple [ term a; relation r; term b ]
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

let verdict = function S.Certified -> plain "Certified" | S.Refuted -> plain "Refuted"

(* ** Proofs *)

let fn = function
  | F.Sigma (f, k) -> apply "Sigma" [ positive f; nat k ]
  | f ->
      let names =
        [ (F.Tanh, "Tanh"); (F.Sigmoid, "Sigmoid"); (F.Exp, "Exp"); (F.Log, "Log"); (F.Sin, "Sin"); (F.Cos, "Cos");
          (F.Sinh, "Sinh"); (F.Cosh, "Cosh"); (F.Sqrt, "Sqrt"); (F.Inv, "Inv"); (F.Erf, "Erf"); (F.Gaussian, "Gaussian");
          (F.NormalCdf, "NormalCdf"); (F.NormalPdf, "NormalPdf"); (F.Softplus, "Softplus"); (F.Atan, "Atan");
          (F.Step, "Step"); (F.Identity, "Identity") ]
      in
      plain (List.assoc f names)

let poly = list (pair (list positive) rational)

let reference = function
  | E.REquation i -> apply "REquation" [ natural i ]
  | E.RInput i -> apply "RInput" [ natural i ]
  | E.RSettled i -> apply "RSettled" [ natural i ]
  | E.RCongruence i -> apply "RCongruence" [ natural i ]
  | E.RRelation i -> apply "RRelation" [ natural i ]
  | E.RCondition -> plain "RCondition"

let combination = list (pair reference poly)

(* Tables are numbered from 0, and their keys from 1. *)
let table f map =
  let entry (key, value) = pair natural f (Big_int_Z.pred_big_int key, value) in
  let by_number (a, _) (b, _) = Big_int_Z.compare_big_int a b in
  apply "at_numbers" [ list entry (List.sort by_number (Map.elements map)) ]

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
    [ ("by_name", flag v.E.by_name);
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
      let part ((gs, cs), p) = tuple [ list poly gs; list condition cs; invariance p ] in
      apply "Meet" [ list part parts ]
  | E.Join parts -> apply "Join" [ list (pair (list poly) invariance) parts ]

and condition_proof = function
  | E.Kept -> plain "Kept"
  | E.NeverZero p -> apply "NeverZero" [ no_point p ]
  | E.Boundary p -> apply "Boundary" [ invariance p ]

let rec kept = function
  | M.OfSet p -> apply "OfSet" [ invariance p ]
  | M.OfImage (map, calls, gs, cs, p) ->
      apply "OfImage" [ table poly map; list (pair fn poly) calls; list poly gs; list condition cs; invariance p ]
  | M.OfDifference (p, q) -> apply "OfDifference" [ kept p; kept q ]

let place p =
  let root ((f, low), high) = tuple [ poly f; rational low; rational high ] in
  record
    [ ("p_root", option root p.Checker.Points.p_root); ("p_coordinates", table poly p.Checker.Points.p_coordinates);
      ("p_functions", list poly p.Checker.Points.p_functions); ("p_bits", positive p.Checker.Points.p_bits) ]

let letter l =
  record [ ("l_member", natural l.Checker.Leaving.l_member); ("l_input", table rational l.Checker.Leaving.l_input) ]

let proof = function
  | M.Stays p -> apply "Stays" [ kept p ]
  | M.Leaves (at, equation, word) -> apply "Leaves" [ place at; natural equation; list letter word ]
  | M.Crosses (at, condition, word, alone, rest) ->
      apply "Crosses" [ place at; natural condition; list letter word; flag alone; invariance rest ]

(* ** The file *)

let claim c =
  record [ ("of_model", model c.S.of_model); ("of_set", set c.S.of_set); ("of_verdict", verdict c.S.of_verdict) ]

let file digest the_claim the_proof =
  let buffer = Buffer.create 65536 in
  let line s = Buffer.add_string buffer (s ^ "\n") in
  let definition name kind value =
    line (Printf.sprintf "Definition %s : %s :=" name kind);
    Buffer.add_string buffer "  ";
    write buffer 2 value;
    line ".\n"
  in
  line (Printf.sprintf "(** The claim with the SHA-256 %s,\n    proved by the checker that certsim-verified is extracted from." digest);
  line "\n    Compile this with coqc -Q verified/theory Certsim. What a claim means is defined in Meaning.v. *)";
  line "From Coq Require Import String List PArith NArith ZArith QArith FMapPositive.";
  line "From Certsim Require Import Poly Functions Evidence Points Leaving Meaning Main Syntax.";
  line "Import ListNotations.\n";
  definition "the_claim" "claim" (claim the_claim);
  definition "the_proof" "proof" (proof the_proof);
  line "Theorem the_claim_holds : exists s, meaning_of the_claim = Some s /\\ truth s.";
  line "Proof. apply (checked the_claim the_proof). vm_cast_no_check (eq_refl true). Qed.";
  line "Print Assumptions the_claim_holds.";
  Buffer.contents buffer
