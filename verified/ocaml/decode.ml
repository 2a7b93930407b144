(* Evidence from the JSON of a certificate.

   Nothing here is trusted: a decoder that errs makes the checker say no. It is as strict as the kernel's, so that both
   call the same certificates malformed: every object has exactly its keys, every number and polynomial its one
   spelling. *)

module J = Checker.Json
module E = Checker.Evidence
module F = Checker.Functions
module Q = Checker.QArith_base
module Map = Checker.FMapPositive.PositiveMap

exception Malformed of string

(* What the evidence is of a rule that the checker does not have. *)
exception Not_covered of string

(* What no evidence of that kind may say. *)
exception Invalid of string

let malformed format = Printf.ksprintf (fun text -> raise (Malformed text)) format
let not_covered rule = raise (Not_covered rule)
let z = Big_int_Z.big_int_of_int

(* A key of a map from what is numbered from 0. *)
let key n = z (n + 1)
let text = Canonical.string_of_chars

(* ** JSON *)

let list = function J.JList l -> l | _ -> malformed "expected a list"
let string = function J.JString s -> text s | _ -> malformed "expected a string"

let members = function
  | J.JObject l -> List.rev (List.rev_map (fun (key, value) -> (text key, value)) l)
  | _ -> malformed "expected an object"

(* The members of an object with exactly these keys; those that are optional are left out where they are empty. *)
let record required optional value =
  let found = members value in
  List.iter (fun key -> if not (List.mem_assoc key found) then malformed "the key %S is missing" key) required;
  List.iter (fun (key, value) ->
      if List.mem key optional then begin
        if value = J.JList [] || value = J.JNull then malformed "an empty %S is left out" key
      end
      else if not (List.mem key required) then malformed "the key %S is unknown" key) found;
  fun key -> List.assoc key found

let tag key value =
  match value with
  | J.JObject _ -> (match List.assoc_opt key (members value) with Some found -> string found | None -> malformed "the key %S is missing" key)
  | _ -> malformed "expected an object"

let map f l = List.rev (List.rev_map f l)
let entries f value = map f (list value)
let option f = function J.JNull -> None | value -> Some (f value)
let flag = function J.JBool b -> b | _ -> malformed "expected true or false"

let count ?(least = 0) limit = function
  | J.JInt n ->
      if Big_int_Z.lt_big_int n (z least) || Big_int_Z.ge_big_int n (z limit) then
        malformed "expected an integer from %d to %d" least (limit - 1);
      Big_int_Z.int_of_big_int n
  | _ -> malformed "expected an integer"

let max_index = 10_000_000
let index = count max_index
let power = count 64

(* ** Rational numbers, in their one spelling *)

let one = { Q.coq_Qnum = Big_int_Z.unit_big_int; coq_Qden = Big_int_Z.unit_big_int }

let digits s =
  let n = String.length s in
  if n = 0 || n > 4000 || (s.[0] = '0' && n > 1) then malformed "expected a rational number";
  String.iter (fun c -> if c < '0' || c > '9' then malformed "expected a rational number") s;
  Big_int_Z.big_int_of_string s

let integer s =
  if s <> "" && s.[0] = '-' then begin
    let n = digits (String.sub s 1 (String.length s - 1)) in
    if Big_int_Z.sign_big_int n = 0 then malformed "a number in another spelling";
    Big_int_Z.minus_big_int n
  end
  else digits s

let rational_of_string s =
  match s with
  | "1" -> one
  | _ ->
      match String.index_opt s '/' with
      | None -> { Q.coq_Qnum = integer s; coq_Qden = Big_int_Z.unit_big_int }
      | Some at ->
          let n = integer (String.sub s 0 at) in
          let d = digits (String.sub s (at + 1) (String.length s - at - 1)) in
          if Big_int_Z.le_big_int d Big_int_Z.unit_big_int
             || not (Big_int_Z.eq_big_int (Big_int_Z.gcd_big_int n d) Big_int_Z.unit_big_int)
          then malformed "a number in another spelling";
          { Q.coq_Qnum = n; coq_Qden = d }

let rational value = rational_of_string (string value)
let is_zero q = Big_int_Z.sign_big_int q.Q.coq_Qnum = 0

(* ** Variables and polynomials *)

(* The numbers of the leaves, from 1 on: parameters, inputs, pi where the claim mentions it, constants. *)
type names = {
  leaves : (string, int) Hashtbl.t;
  functions : string list;
  mentioned : (int, unit) Hashtbl.t option;  (* the numbers of atoms that were mentioned, where atoms may stand *)
}

let leaf_count names = Hashtbl.length names.leaves

let names_of leaves functions =
  let table = Hashtbl.create (2 * List.length leaves + 1) in
  List.iteri (fun at leaf -> Hashtbl.replace table leaf (at + 1)) leaves;
  { leaves = table; functions; mentioned = None }

let atom_number s =
  let n = String.length s in
  let is_number = n > 1 && n < 9 && s.[0] = '@' && (s.[1] <> '0' || n = 2) in
  let rec value at sum =
    if at = n then Some sum
    else match s.[at] with '0' .. '9' as c -> value (at + 1) (10 * sum + Char.code c - 48) | _ -> None
  in
  if is_number then value 1 0 else None

let variable_of_string names s =
  match Hashtbl.find_opt names.leaves s with
  | Some leaf -> leaf
  | None ->
      match atom_number s, names.mentioned with
      | Some n, Some mentioned ->
          Hashtbl.replace mentioned n ();
          leaf_count names + 1 + n
      | _ -> malformed "the variable %S is unknown" s

let mention names n = Option.iter (fun mentioned -> Hashtbl.replace mentioned n ()) names.mentioned

let leaf names name =
  match Hashtbl.find_opt names.leaves name with
  | Some leaf -> leaf
  | None -> malformed "the name %S is unknown" name

(* The order of the file: a monomial comes before those that it begins. *)
let rec written_order (m : int list) (n : int list) =
  match m, n with
  | [], [] -> 0
  | [], _ -> -1
  | _, [] -> 1
  | a :: m, b :: n -> if a = b then written_order m n else compare a b

(* The order of the checker: a monomial comes after those that it begins. *)
let rec checked_order (m : int list) (n : int list) =
  match m, n with
  | [], [] -> 0
  | [], _ -> 1
  | _, [] -> -1
  | a :: m, b :: n -> if a = b then checked_order m n else compare a b

let rec is_sorted order = function a :: (b :: _ as l) -> order a b < 0 && is_sorted order l | _ -> true
let rec is_ascending = function (a : int) :: (b :: _ as l) -> a <= b && is_ascending l | _ -> true

let monomial_and_coefficient names value =
  match list value with
  | [] -> malformed "a term has a coefficient"
  | coefficient :: variables ->
      let c = rational coefficient in
      if is_zero c then malformed "a coefficient that is zero";
      let m = map (fun v -> variable_of_string names (string v)) variables in
      if not (is_ascending m) then malformed "a monomial in another order";
      (m, c)

let polynomial names value =
  let terms = entries (monomial_and_coefficient names) value in
  if not (is_sorted (fun (m, _) (n, _) -> written_order m n) terms) then malformed "a polynomial in another order";
  map (fun (m, c) -> (map z m, c)) (List.sort (fun (m, _) (n, _) -> checked_order m n) terms)

let is_one p = match p with [ ([], c) ] -> c = one | _ -> false

(* ** Combinations, squares, identities *)

let reference names value =
  match list value with
  | [ kind; at ] -> (
      let at = index at in
      match string kind with
      | "equation" -> E.REquation (z at)
      | "input" -> E.RInput (z at)
      | "settled" -> E.RSettled (z at)
      | "congruence" -> E.RCongruence (z at)
      | "relation" ->
          mention names at;
          E.RRelation (z at)
      | "condition" -> if at = 0 then E.RCondition else raise (Invalid "there is one condition")
      | "connection" -> not_covered "connection"
      | "minor" -> not_covered "minor"
      | kind -> malformed "the reference %S is unknown" kind)
  | _ -> malformed "a reference has a kind and a number"

let combination_of read names =
  entries (fun value ->
      match list value with
      | [ to_; cofactor ] -> (read names to_, polynomial names cofactor)
      | _ -> malformed "a reference and a cofactor are expected")

let combination names = combination_of reference names

(* What a reference may be to elsewhere, by its kind and its number. *)
let kinds = [ "equation"; "input"; "settled"; "congruence"; "relation"; "connection"; "condition"; "minor" ]

let any_reference _ value =
  match list value with
  | [ kind; at ] ->
      let at = index at in
      let kind = string kind in
      if not (List.mem kind kinds) then malformed "the reference %S is unknown" kind;
      (kind, at)
  | _ -> malformed "a reference has a kind and a number"

let rec is_increasing = function (a : int) :: (b :: _ as l) -> a < b && is_increasing l | _ -> true

let squares names =
  entries (fun value ->
      match list value with
      | [ coefficient; weight; root ] ->
          let weight = entries index weight in
          if not (is_increasing weight) then raise (Invalid "the weights of a square are not in order");
          { E.coefficient_of = rational coefficient; weight = map z weight; root_of = polynomial names root }
      | _ -> malformed "a square has a coefficient, a weight and a root")

let by_identity value keys =
  match tag "by" value with
  | "identity" -> record ("by" :: keys) [] value
  | "z3" -> not_covered "z3"
  | by -> malformed "%S is no way to show it" by

let vanishing names value =
  let at = by_identity value [ "power"; "exponent"; "squares"; "cofactors" ] in
  { E.v_power = power (at "power"); v_exponent = power (at "exponent"); v_squares = squares names (at "squares");
    v_cofactors = combination names (at "cofactors") }

let no_point names value =
  let at = by_identity value [ "power"; "generic"; "squares"; "cofactors" ] in
  let generic = polynomial names (at "generic") in
  let proof =
    { E.n_power = power (at "power"); n_squares = squares names (at "squares");
      n_cofactors = combination names (at "cofactors") }
  in
  if not (is_one generic) then raise (Invalid "this must hold for all constants, not only for generic ones");
  proof

(* ** Atoms and tangency *)

let functions =
  map (fun (name, f) -> (text name, f)) (Checker.Definitions.elementary @ Checker.Definitions.inner_elementary)

let position name l =
  let rec go at = function [] -> None | found :: l -> if found = name then Some at else go (at + 1) l in
  go 1 l

(* The function of that name, or a derivative of an unspecified one: a name and a stroke for each. *)
let fn names value =
  let name = string value in
  match List.assoc_opt name functions with
  | Some f -> f
  | None ->
      let rec strokes at = if at > 0 && name.[at - 1] = '\'' then 1 + strokes (at - 1) else 0 in
      let order = strokes (String.length name) in
      match position (String.sub name 0 (String.length name - order)) names.functions with
      | Some at -> F.Sigma (z at, order)
      | None -> raise (Invalid (Printf.sprintf "there is no function %S" name))

let atom names value =
  match list value with
  | [ f; argument ] -> (fn names f, polynomial names argument)
  | _ -> malformed "an atom has a function and an argument"

let congruence names value =
  let tied = [ "multiplier"; "ratio"; "opposite" ] in
  let at = record [ "atom"; "argument"; "cofactors" ] tied value in
  if List.exists (fun key -> List.mem_assoc key (members value)) tied then not_covered "ties at a ratio";
  let atom = index (at "atom") in
  mention names atom;
  { E.c_atom = z atom; c_argument = polynomial names (at "argument");
    c_because = combination names (at "cofactors") }

(* What is listed by two numbers, as a map of maps. *)
let table l =
  List.fold_left (fun rows (i, j, value) ->
      let row = match Map.find (key i) rows with Some row -> row | None -> Map.empty in
      Map.add (key i) (Map.add (key j) value row) rows)
    Map.empty l

let lie_derivative names value =
  let at = record [ "field"; "equation"; "power"; "cofactors" ] [] value in
  (index (at "field"), index (at "equation"), (power (at "power"), combination names (at "cofactors")))

let distinct what l =
  let seen = Hashtbl.create 64 in
  List.iter (fun (i, j, _) ->
      if Hashtbl.mem seen (i, j) then raise (Invalid (what ^ " is listed twice"));
      Hashtbl.add seen (i, j) ()) l

(* ** Proofs *)

(* The view of one datum or of all inputs; atoms that are met besides those that are listed are added later. *)
type invariance = { described : description option; rule : rule }
and description = { equations : Checker.Poly.poly list; because : E.vanishing list; implied : E.combination list }

and rule =
  | Tangency of tangency
  | Empty of no_point option
  | Composition of part list * (int * Checker.Poly.poly) list option
  | Symmetry of (int * Checker.Poly.poly) list list
  | Structure

(* The numbers of fields and equations whose Lie derivatives are listed, how many cofactors conditions have, and one more
   than the largest number of an atom that is mentioned are compared with what there is. *)
and tangency = {
  view : E.view_proof;
  conditions : condition list;
  derivatives : (int * int) list;
  kept_along : int list;
  atoms_mentioned : int;
  has_powers : bool;
}

and no_point = Nowhere of E.no_point | Outside of outside

(* The argument of a call is out of its domain; which call that is, the evidence says by a number of the kernel's. *)
and outside = { argument : int; atoms : (F.fn * Checker.Poly.poly) list; sum : E.square list; cofactors : E.combination }
and condition = Kept | NeverZero of E.no_point | Boundary of invariance
and part = { candidate : J.json; proof : invariance }

(* Evidence of kinds that the theory has no theorem about. *)
let has keys value = List.exists (fun key -> List.mem_assoc key (members value)) keys

let description names value =
  if has [ "domain" ] value then not_covered "conditions of the domain";
  let at = record [ "equations"; "vanishing"; "implied" ] [] value in
  { equations = entries (polynomial names) (at "equations"); because = entries (vanishing names) (at "vanishing");
    implied = entries (combination names) (at "implied") }

(* By condition and field, as the file has it, so by field and condition. *)
let kept_by_field proofs =
  List.concat (List.mapi (fun condition -> function
    | `Kept l -> List.mapi (fun field combination -> (field, condition, combination)) l
    | _ -> []) proofs)

(* Evidence that there is nothing to show. *)
let no_view = { E.by_name = false; atoms = []; congruences = []; lie = Map.empty; kept = Map.empty }

let rec invariance_of names at =
  { described = option (description names) (at "description"); rule = rule names (at "proof") }

and invariance names value = invariance_of names (record [ "description"; "proof" ] [] value)

and condition names value =
  if has [ "domain" ] value then not_covered "conditions of the domain";
  if has [ "power"; "conditions" ] value then not_covered "one condition after the other";
  match tag "by" value with
  | "cofactors" -> `Kept (entries (combination names) (record [ "by"; "cofactors" ] [] value "cofactors"))
  | "conserved" -> not_covered "conserved"
  | "no zero" -> `NeverZero (no_point names (record [ "by"; "proof" ] [] value "proof"))
  | "boundary" -> `Boundary (invariance names (record [ "by"; "rest" ] [] value "rest"))
  | by -> malformed "%S is no proof of a condition" by

and rule names value =
  match tag "rule" value with
  | "tangency" -> tangency names value
  | "structure" ->
      ignore (record [ "rule" ] [] value "rule");
      Structure
  | "symmetry" ->
      let at = record [ "rule"; "maps" ] [ "fields" ] value in
      if List.mem_assoc "fields" (members value) then not_covered "infinitesimal symmetry";
      Symmetry (entries (images names) (at "maps"))
  | "empty" ->
      if has [ "domain" ] value then not_covered "conditions of the domain";
      Empty (option (empty names) (record [ "rule"; "proof" ] [] value "proof"))
  | "composition" ->
      let at = record [ "rule"; "parts"; "images" ] [] value in
      Composition (entries (part names) (at "parts"), option (images names) (at "images"))
  | "cases" -> not_covered "cases"
  | rule -> malformed "the rule %S is unknown" rule

and empty names value =
  if tag "by" value = "domain" then begin
    let names = { names with mentioned = Some (Hashtbl.create 8) } in
    let at = record [ "by"; "argument"; "squares"; "cofactors" ] [ "atoms" ] value in
    let argument = index (at "argument") in
    let sum = squares names (at "squares") in
    let cofactors = combination names (at "cofactors") in
    let atoms = listed_atoms names value in
    let count = List.length atoms in
    Option.iter (Hashtbl.iter (fun n () -> if n >= count then raise (Invalid "an atom is used that there is not"))) names.mentioned;
    Outside { argument; atoms; sum; cofactors }
  end
  else Nowhere (no_point names value)

(* From the last one down: what is listed is mentioned by what follows, or was mentioned before. *)
and listed_atoms names value =
  let listed = match List.assoc_opt "atoms" (members value) with None -> [] | Some atoms -> List.rev (list atoms) in
  let count = List.length listed in
  let read from_last value =
    let is_mentioned = match names.mentioned with Some l -> Hashtbl.mem l (count - 1 - from_last) | None -> false in
    if not is_mentioned then raise (Invalid "an atom is listed that nothing mentions");
    atom names value
  in
  List.rev (List.mapi read listed)

and images names value = map (fun (name, image) -> (leaf names name, polynomial names image)) (members value)

and part names value =
  let at = record [ "candidate"; "proof" ] [] value in
  { candidate = at "candidate"; proof = invariance names (at "proof") }

and tangency names value =
  let mentioned = Hashtbl.create 64 in
  let names = { names with mentioned = Some mentioned } in
  let optional = [ "kinks"; "settled"; "atoms"; "conserved"; "order" ] in
  let at = record [ "rule"; "congruences"; "lie"; "conditions" ] optional value in
  if has [ "kinks" ] value then not_covered "kinks";
  if has [ "settled" ] value then not_covered "settled";
  if has [ "conserved" ] value then not_covered "conserved";
  if has [ "order" ] value then not_covered "one condition after the other";
  let lie = entries (lie_derivative names) (at "lie") in
  distinct "a Lie derivative" lie;
  let congruences = entries (congruence names) (at "congruences") in
  let conditions = entries (condition names) (at "conditions") in
  let uses_others = function
    | `NeverZero p -> p.E.n_power > 0 || List.exists (fun s -> s.E.weight <> []) p.E.n_squares
    | _ -> false
  in
  if List.length conditions > 1 && List.exists uses_others conditions then not_covered "one condition after the other";
  let atoms_mentioned = Hashtbl.fold (fun n () most -> max (n + 1) most) mentioned 0 in
  let atoms = listed_atoms names value in
  let count = List.length atoms in
  List.iter (fun c ->
      if Big_int_Z.ge_big_int c.E.c_atom (z count) then raise (Invalid "a congruence of an atom that is not listed"))
    congruences;
  Tangency
    { view = { E.by_name = false; atoms; congruences; lie = table lie; kept = table (kept_by_field conditions) };
      conditions = map (function `Kept _ -> Kept | `NeverZero p -> NeverZero p | `Boundary p -> Boundary p) conditions;
      derivatives = map (fun (field, equation, _) -> (field, equation)) lie;
      kept_along = List.concat_map (function `Kept l -> [ List.length l ] | _ -> []) conditions;
      atoms_mentioned; has_powers = List.exists (fun (_, _, (power, _)) -> power > 0) lie }

(* ** Points *)

(* A polynomial in t by its coefficients, the lowest first, and a multiple of pi. *)
type coordinate = { powers : Q.coq_Q list; of_pi : Q.coq_Q }
type root = { polynomial : Q.coq_Q list; low : Q.coq_Q; high : Q.coq_Q }

(* The point as the checker has it, and what the kernel asks of it besides. *)
type place = {
  place : Checker.Points.place;
  named : int list;  (* the leaves that have coordinates *)
  replaced : string list;
  input : (int * Q.coq_Q) list;
}

type letter = { field : int; at : (int * Q.coq_Q) list }
type leaving = { start : place; equation : int; word : letter list }
type crossing = { here : place; side : int; along : letter list; alone : bool; rest : invariance }

let zero = { Q.coq_Qnum = Big_int_Z.zero_big_int; coq_Qden = Big_int_Z.unit_big_int }
let named names read value = map (fun (name, entry) -> (leaf names name, read entry)) (members value)
let max_degree = 32

(* A candidate in the evidence is read as one at the path evidence, candidate, as the kernel says. *)
let part_steps = 2

let last l = List.nth l (List.length l - 1)

let in_root = function
  | J.JList l ->
      if List.length l < 2 || List.length l > max_degree then malformed "a list of 2 to %d numbers is expected" max_degree;
      let powers = map rational l in
      if is_zero (last powers) then malformed "a highest coefficient that is zero";
      powers
  | value -> [ rational value ]

let coordinate = function
  | J.JObject _ as value ->
      let at = record [ "plus"; "pi" ] [] value in
      let of_pi = rational (at "pi") in
      if is_zero of_pi then malformed "a multiple of pi that is zero";
      { powers = in_root (at "plus"); of_pi }
  | value -> { powers = in_root value; of_pi = zero }

let is_less p q =
  Big_int_Z.lt_big_int (Big_int_Z.mult_big_int p.Q.coq_Qnum q.Q.coq_Qden) (Big_int_Z.mult_big_int q.Q.coq_Qnum p.Q.coq_Qden)

let root value =
  let at = record [ "polynomial"; "interval" ] [] value in
  let polynomial = entries rational (at "polynomial") in
  match entries rational (at "interval") with
  | [ low; high ] ->
      let degree = List.length polynomial - 1 in
      if degree < 1 || degree > max_degree then malformed "a root is one of a polynomial of degree 1 to %d" max_degree;
      if is_zero (last polynomial) then malformed "a highest coefficient that is zero";
      if not (is_less low high) then malformed "the interval of a root is empty";
      { polynomial; low; high }
  | _ -> malformed "an interval has two ends"

(* A polynomial in t, which is the variable 1, and pi, which is the variable 2. *)
let polynomial_of_coordinate c =
  let terms = ([ z 2 ], c.of_pi) :: List.mapi (fun n q -> (List.init n (fun _ -> z 1), q)) c.powers in
  let order (m, _) (n, _) = checked_order (map Big_int_Z.int_of_big_int m) (map Big_int_Z.int_of_big_int n) in
  List.sort order (List.filter (fun (_, q) -> not (is_zero q)) terms)

let polynomial_in_one powers = polynomial_of_coordinate { powers; of_pi = zero }
let max_coefficients = 64

(* The polynomial for an unspecified function; one that is not mentioned is 0. *)
let function_of replaced name =
  match List.assoc_opt name replaced with Some powers -> polynomial_in_one powers | None -> []

let place names value =
  let at = record [ "root"; "point"; "functions"; "bits"; "input" ] [] value in
  let root = option root (at "root") in
  let point = named names coordinate (at "point") in
  let bound = match root with None -> 1 | Some r -> List.length r.polynomial - 1 in
  List.iter (fun (_, c) ->
      if List.length c.powers > bound then malformed "a coordinate of a degree that is not less than %d" bound) point;
  let replaced = map (fun (f, value) -> (f, entries rational value)) (members (at "functions")) in
  if List.exists (fun (_, l) -> List.length l > max_coefficients) replaced then
    malformed "a polynomial with more than %d coefficients" max_coefficients;
  let bits = count ~least:1 65_537 (at "bits") in
  let place =
    { Checker.Points.p_root = Option.map (fun r -> ((polynomial_in_one r.polynomial, r.low), r.high)) root;
      p_coordinates = List.fold_left (fun m (v, c) -> Map.add (z v) (polynomial_of_coordinate c) m) Map.empty point;
      p_functions = map (function_of replaced) names.functions;
      p_bits = z bits }
  in
  { place; named = map fst point; replaced = map fst replaced; input = named names rational (at "input") }

let letter names value =
  let at = record [ "field"; "input" ] [] value in
  { field = index (at "field"); at = named names rational (at "input") }

let max_word = 12

(* ** All of it *)

type proof = Invariance of invariance | Leaves of leaving | Crosses of crossing

(* The inputs at which fields are followed, or the model is said to be defined. *)
let inputs_named = function
  | Invariance _ -> []
  | Leaves { start; word; _ } -> start.input :: map (fun letter -> letter.at) word
  | Crosses { here; along; _ } -> here.input :: map (fun letter -> letter.at) along

(* Whether the rule for symmetries is used somewhere. *)
let asks_for_symmetry =
  let rec kept { rule; _ } =
    match rule with
    | Symmetry _ -> true
    | Structure | Empty _ -> false
    | Composition (parts, _) -> List.exists (fun part -> kept part.proof) parts
    | Tangency { conditions; _ } -> List.exists (function Boundary rest -> kept rest | Kept | NeverZero _ -> false) conditions
  in
  function Invariance proof -> kept proof | Leaves _ -> false | Crosses { rest; _ } -> kept rest

let proof names value =
  match tag "shows" value with
  | "invariance" -> Invariance (invariance_of names (record [ "shows"; "description"; "proof" ] [] value))
  | "leaving" ->
      let at = record [ "shows"; "place"; "equation"; "word" ] [] value in
      Leaves { start = place names (at "place"); equation = index (at "equation"); word = entries (letter names) (at "word") }
  | "crossing" ->
      if has [ "component"; "touched" ] value then not_covered "crossing in a part of the set";
      let at = record [ "shows"; "place"; "condition"; "word"; "alone"; "rest" ] [] value in
      Crosses
        { here = place names (at "place"); side = index (at "condition"); along = entries (letter names) (at "word");
          alone = flag (at "alone"); rest = invariance names (at "rest") }
  | ("core" | "orbit" | "laws") as shows -> not_covered shows
  | shows -> malformed "%S is not what evidence shows" shows

(* ** What else a certificate shows of an invariant set *)

(* The sum of q p, p by its kind and its number. *)
type other_combination = ((string * int) * Checker.Poly.poly) list

(* multiplier g is a combination of the equations that are chosen. *)
type redundant = { left : int; multiplier : Checker.Poly.poly; why : other_combination }

(* (prod h)^power generic + sum of c w s^2 = sum of q p; or a solver says that there is no point. *)
type generic_no_point =
  | By_solver
  | By_identity of { off : int; generic : Checker.Poly.poly; sum : E.square list; all : other_combination }

type manifold =
  | Regular of { on : place; chosen : int list; redundant : redundant list; everywhere : generic_no_point option }
  | Generically_empty of generic_no_point option

type misstep = {
  optimiser : string;
  from : place;
  along : letter;
  size : Q.coq_Q;
  more : Q.coq_Q;
  violated : string * int;
}

let redundant names value =
  let at = record [ "equation"; "multiplier"; "cofactors" ] [] value in
  { left = index (at "equation"); multiplier = polynomial names (at "multiplier");
    why = combination_of any_reference names (at "cofactors") }

let generic_no_point names value =
  match tag "by" value with
  | "identity" ->
      let at = record [ "by"; "power"; "generic"; "squares"; "cofactors" ] [] value in
      By_identity
        { off = power (at "power"); generic = polynomial names (at "generic"); sum = squares names (at "squares");
          all = combination_of any_reference names (at "cofactors") }
  | "z3" ->
      ignore (string (record [ "by"; "version" ] [] value "version"));
      By_solver
  | by -> malformed "%S is no way to show it" by

let manifold names value =
  match tag "by" value with
  | "regular point" ->
      let at = record [ "by"; "place"; "chosen"; "redundant"; "everywhere" ] [] value in
      Regular
        { on = place names (at "place"); chosen = entries index (at "chosen");
          redundant = entries (redundant names) (at "redundant");
          everywhere = option (generic_no_point names) (at "everywhere") }
  | "no point" -> Generically_empty (option (generic_no_point names) (record [ "by"; "proof" ] [] value "proof"))
  | by -> malformed "%S does not show a manifold" by

let misstep names value =
  let at = record [ "optimiser"; "place"; "letter"; "size"; "more"; "violated" ] [] value in
  let optimiser = string (at "optimiser") in
  if not (List.mem optimiser [ "gradient_descent"; "weight_decay"; "adam" ]) then
    malformed "%S is no optimiser" optimiser;
  { optimiser; from = place names (at "place"); along = letter names (at "letter"); size = rational (at "size");
    more = rational (at "more"); violated = any_reference names (at "violated") }

type evidence = { proof : proof; manifold : manifold option; missteps : misstep list; secant : place list }

let evidence names value =
  let at = record [ "proof"; "manifold" ] [ "missteps"; "secant"; "union"; "still" ] value in
  if List.mem_assoc "union" (members value) then not_covered "union";
  if List.mem_assoc "still" (members value) then not_covered "still";
  let listed key read = match List.assoc_opt key (members value) with None -> [] | Some l -> entries (read names) l in
  { proof = proof names (at "proof"); manifold = option (manifold names) (at "manifold");
    missteps = listed "missteps" misstep; secant = listed "secant" place }
