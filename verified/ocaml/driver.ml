(* The calls that evaluation meets, and evidence as the checker takes it.

   The checker looks calls up in a list and refuses what it does not find, so evidence needs the complete list. A first
   run of the same interpreter, with a function that numbers the calls that it does not know, finds them. Nothing here
   is trusted: the second run, which is the checker's, believes nothing of the list. *)

module E = Checker.Evidence
module F = Checker.Functions
module L = Checker.Leaving
module M = Checker.Main
module P = Checker.Poly
module Q = Checker.QArith_base
module S = Checker.Syntax
module T = Checker.Tower
module Map = Checker.FMapPositive.PositiveMap

let succ = Big_int_Z.succ_big_int
let minus_one = { Q.coq_Qnum = Big_int_Z.minus_big_int Big_int_Z.unit_big_int; coq_Qden = Big_int_Z.unit_big_int }
let opposite p = P.pscale minus_one p

(* The order of the file, in which a monomial comes before those that it begins: the signs and coefficients of calls
   are normalised by the first term in it. *)
let rec written_order m n =
  match m, n with
  | [], [] -> 0
  | [], _ -> -1
  | _, [] -> 1
  | a :: m, b :: n -> ( match Big_int_Z.compare_big_int a b with 0 -> written_order m n | c -> c)

let leading = function
  | [] -> None
  | first :: p ->
      let earlier (m, c) (n, d) = if written_order n m < 0 then (n, d) else (m, c) in
      Some (snd (List.fold_left earlier first p))

(* A call as the kernel numbers it: 1/u with the leading coefficient 1, others without a leading sign if they are odd or
   even or complementary. *)
let normalised known f p =
  match leading p with
  | None -> p
  | Some c ->
      match f with
      | F.Inv -> P.pscale (Checker.Qreduction.coq_Qred (Q.coq_Qinv c)) p
      | _ ->
          if T.parity_of known f <> T.PNone && Big_int_Z.sign_big_int c.Q.coq_Qnum < 0 then opposite p else p

(* sin (u + k pi/2) and cos (u + k pi/2) by the sine or the cosine of u. *)
let without_quarter_turns pi f p =
  match f, T.quarter_turns pi p with
  | (F.Sin | F.Cos), Some (k, rest) ->
      let k = if f = F.Cos then succ k else k in
      let is_odd = Big_int_Z.sign_big_int (Big_int_Z.mod_big_int k (Big_int_Z.big_int_of_int 2)) <> 0 in
      ((if is_odd then F.Cos else F.Sin), rest)
  | _ -> (f, p)

(* A list of calls that grows. *)
type calls = {
  known : Big_int_Z.big_int -> T.facts;
  pi : Big_int_Z.big_int option;
  mutable next : Big_int_Z.big_int;
  mutable found : (F.fn * P.poly) list;  (* the last one first *)
  mutable table : T.table;
  met : (Big_int_Z.big_int, unit) Hashtbl.t;  (* the numbers of those that were asked for *)
}

let register calls f p =
  calls.table <- T.enter calls.table { T.coq_function = f; argument = p; name = calls.next };
  calls.next <- succ calls.next;
  calls.found <- (f, p) :: calls.found

let start (flow : Checker.Flow.problem) first listed =
  let calls = { known = flow.Checker.Flow.declared; pi = flow.Checker.Flow.pi_leaf; next = first; found = []; table = Map.empty; met = Hashtbl.create 64 } in
  List.iter (fun (f, p) -> register calls f p) listed;
  calls

(* What Tower.call says, once the call has a number. *)
let call calls f p =
  let constant = match p with [] -> Some 0 | [ ([], c) ] -> Some (Big_int_Z.sign_big_int c.Q.coq_Qnum) | _ -> None in
  (match f, constant with
  | F.Inv, Some 0 | (F.Log | F.Sqrt), Some (0 | -1) -> raise (Decode.Not_covered "a function at a number where it is not analytic")
  | _ -> ());
  let answer =
    match T.call calls.known calls.pi calls.table f p with
    | Some found -> Some found
    | None ->
        let f, p = without_quarter_turns calls.pi f p in
        register calls f (normalised calls.known f p);
        T.call calls.known calls.pi calls.table f p
  in
  (match answer with
  | Some (value, _) -> List.iter (fun (m, _) -> List.iter (fun v -> Hashtbl.replace calls.met v ()) m) value
  | None -> ());
  answer

let all calls = List.rev calls.found

(* ** Problems *)

(* What is evaluated and how, by the functions of the theory themselves. *)
type problem = {
  claim : Checker.Syntax.claim;
  layout : Checker.Meaning.layout;
  flow : Checker.Flow.problem;
  first : Big_int_Z.big_int;
  compute : Checker.Tangency.computing;
  by_name : bool;  (* whether sums have names, where the evidence mentions none of them *)
}

let evaluated claim environment t =
  let model = claim.S.of_model in
  Checker.Arrays.eval Checker.Meaning.expressions (Checker.Meaning.names_of model) Checker.Meaning.depth environment [] t

(* A component of a field is a scalar, and everything but outputs is a polynomial: the kernel asks that. *)
let is_polynomial claim layout (flow : Checker.Flow.problem) =
  let leaf = Checker.Meaning.leaf_of (Checker.Meaning.first_atom layout) in
  let environment = Checker.Meaning.parameter_environment leaf claim.S.of_model layout in
  let is_scalar t = match evaluated claim environment t with Some a -> a.Checker.Arrays.shape = [] | None -> false in
  let are_polynomials l = Checker.Compute.plains l <> None in
  (match claim.S.of_model.S.of_family with
  | S.OfFields fields -> List.for_all (List.for_all is_scalar) fields
  | S.OfOutputs _ -> true)
  && (match flow.Checker.Flow.members with
     | Checker.Flow.Vectors fields -> List.for_all are_polynomials fields
     | Checker.Flow.Gradients _ -> true)
  && are_polynomials flow.Checker.Flow.input_equations
  && are_polynomials (List.map fst flow.Checker.Flow.input_conditions)

let problem_of claim =
  let model = claim.S.of_model in
  let layout = Checker.Meaning.layout_of claim in
  match Checker.Meaning.problem_of model layout with
  | Some flow when is_polynomial claim layout flow ->
      Some { claim; layout; flow; first = Checker.Meaning.first_atom layout;
             compute = Checker.Compute.compute_of model layout flow; by_name = true }
  | _ -> None

(* The names of the leaves, in the order of their numbers. *)
let names problem =
  let model = problem.claim.Checker.Syntax.of_model in
  let scalars l = List.map Canonical.string_of_chars (Checker.Reading.scalar_names l) in
  let pi = if problem.layout.Checker.Meaning.has_pi then [ "pi" ] else [] in
  let constants = Checker.Meaning.first_constants problem.claim.Checker.Syntax.of_set in
  Decode.names_of
    (scalars model.Checker.Syntax.parameters @ scalars model.Checker.Syntax.inputs @ pi @ scalars constants)
    (List.map (fun (name, _) -> Canonical.string_of_chars name) model.Checker.Syntax.functions)

exception No_meaning

(* The images of a map are affine: the kernel asks that. *)
let rec are_maps problem =
  let leaf = Checker.Meaning.leaf_of problem.first in
  let environment = Checker.Meaning.candidate_environment leaf problem.claim.S.of_model [] problem.layout in
  let is_affine (_, image) =
    match Option.map (fun a -> Checker.Compute.plains a.Checker.Arrays.entries) (evaluated problem.claim environment image) with
    | Some (Some l) -> List.for_all Symmetry.is_affine l
    | _ -> false
  in
  function
  | S.Candidate { S.of_equations = S.FixedBy maps; _ } -> List.for_all (List.for_all is_affine) maps
  | S.Candidate _ -> true
  | S.Difference (a, b) -> are_maps problem a && are_maps problem b

(* The members of the model, computed with any scalars. *)
let members_of problem scalars leaf = Checker.Members.members_of problem.claim.S.of_model problem.layout scalars leaf

exception Step

(* Whether the model has steps, and so is meant on the regions between its kinks: evaluation without values tells. *)
let is_piecewise problem =
  let steps =
    { Checker.Arrays.s_num = (fun _ -> ()); s_sum = (fun _ -> ()); s_product = (fun _ -> ()); s_power = (fun _ _ -> ());
      s_call = (fun f _ -> if f = F.Step then raise Step else Some ()) }
  in
  match members_of problem steps (fun _ -> ()) with _ -> false | exception Step -> true

(* A set as polynomials. *)
let set_of problem set =
  let constants = Checker.Meaning.first_constants problem.claim.S.of_set in
  match Checker.Meaning.region_of problem.claim.S.of_model problem.layout constants set with
  | Some (Checker.Meaning.Plain (equations, conditions)) when are_maps problem set -> (
      match Checker.Compute.plains equations, Checker.Compute.plains (List.map fst conditions) with
      | Some gs, Some hs -> (gs, List.map2 (fun h (_, relation) -> (h, relation)) hs conditions)
      | _ -> raise No_meaning)
  | _ -> raise No_meaning

(* ** Steps of zero *)

exception Step_of_zero

(* Whether some output calls the step of what is 0 for all parameters, and for all inputs but those that have images.
   There the gradient of relu is 0, and such parameters belong to the domain; in the theory they do not. *)
let has_step_of_zero problem image =
  let calls = start problem.flow problem.first [] in
  let call f p = if f = F.Step && p = [] then raise Step_of_zero else call calls f p in
  let leaf v =
    { Checker.Dual.coq_val = (match Map.find v image with Some p -> p | None -> P.pvar v); der = []; brought = [] }
  in
  match Checker.Meaning.outputs_of (Checker.Compute.duals true call) leaf problem.claim.S.of_model problem.layout with
  | _ -> false
  | exception Step_of_zero -> true
  | exception (Decode.Invalid _ | Decode.Not_covered _) -> false

let has_step_of_zero_at_a_datum problem =
  let image = function Some row -> Checker.Tangency.row_images problem.flow 0 row Map.empty | None -> Map.empty in
  List.exists (fun row -> has_step_of_zero problem (image row)) (Checker.Tangency.views_of_data problem.flow)

(* An input that is not named is 0. *)
let has_step_of_zero_at problem inputs =
  let first = problem.flow.Checker.Flow.parameters in
  let number = Big_int_Z.int_of_big_int problem.flow.Checker.Flow.inputs in
  let nothing = List.fold_left (fun m n -> Map.add (Big_int_Z.add_int_big_int (n + 1) first) [] m) Map.empty (List.init number Fun.id) in
  let constant image (v, q) = if Decode.is_zero q then image else Map.add (Big_int_Z.big_int_of_int v) [ ([], q) ] image in
  if problem.flow.Checker.Flow.data <> None then has_step_of_zero_at_a_datum problem
  else List.exists (fun input -> has_step_of_zero problem (List.fold_left constant nothing input)) inputs

(* ** Views *)

let is_found calls first at (f, p) =
  let rec number v at = if at = 0 then v else number (succ v) (at - 1) in
  Hashtbl.mem calls.met (number first at) && normalised calls.known f p = p

(* The view of a datum with all of its calls, how many of these have numbers that the evidence knows, how many fields
   there are, and which of the calls that are listed were met. *)
let view problem setting row (view : E.view_proof) =
  let flow = problem.flow in
  let listed = view.E.atoms in
  let calls = start flow problem.first listed in
  let function_of n = List.nth_opt listed (Big_int_Z.int_of_big_int n) in
  List.iter (fun c ->
      match function_of c.E.c_atom with
      | Some (f, _) -> ignore (call calls f c.E.c_argument)
      | None -> ()) view.E.congruences;
  let numbered = List.length calls.found in
  Hashtbl.reset calls.met;
  let images = setting.Checker.Sets.img in
  let images = match row with Some row -> Checker.Tangency.row_images flow 0 row images | None -> images in
  let wanted = Checker.Tangency.wants flow (Checker.Tangency.wanted_of setting) in
  let fields =
    match problem.compute view.E.by_name images wanted (call calls) with
    | Some (components, _) -> List.length components
    | None -> 0
  in
  let found = List.mapi (is_found calls problem.first) listed in
  (* The relations of a sine and of a hyperbolic cosine mention another function. *)
  List.iter (function
    | F.Sin, p -> ignore (call calls F.Cos p)
    | F.Cosh, p -> ignore (call calls F.Sinh p)
    | _ -> ()) listed;
  ({ view with E.atoms = all calls }, (numbered, fields, found))

let views problem setting one =
  List.split (List.map (fun row -> view problem setting row one) (Checker.Tangency.views_of_data problem.flow))

(* ** Proofs *)

let require true_ why = if not true_ then raise (Decode.Invalid why)

(* What the evidence speaks of is there: the kernel asks that too. *)
let require_there setting (proof : Decode.tangency) counts =
  let fields = List.fold_left (fun sum (_, fields, _) -> sum + fields) 0 counts in
  let equations = List.length (Checker.Sets.targets setting) in
  require (List.for_all (fun (field, equation) -> field < fields && equation < equations) proof.Decode.derivatives)
    "there is no such Lie derivative";
  require (List.for_all (( = ) fields) proof.Decode.kept_along) "a side condition needs cofactors for every field";
  require (List.length proof.Decode.conditions = List.length setting.Checker.Sets.conds)
    "every side condition needs its own proof, and nothing else does";
  require (List.for_all (fun (numbered, _, _) -> proof.Decode.atoms_mentioned <= numbered) counts)
    "an atom is used that there is not";
  let is_closed = not proof.Decode.has_powers in
  if not (is_closed || List.for_all (( = ) Decode.Kept) proof.Decode.conditions) then
    raise (Decode.Not_covered "one condition after the other");
  let met = List.fold_left (List.map2 ( || )) (List.map (fun _ -> false) proof.Decode.view.E.atoms) (List.map (fun (_, _, found) -> found) counts) in
  require (List.for_all Fun.id met) "an atom is not met where it is listed, in this normal form"

let no_affine_contradiction setting =
  require (not (List.exists (function [ ([], _) ] -> true | _ -> false) setting.Checker.Sets.curved))
    "the set is empty: the rule for that is 'empty'"

let rec invariance problem gs cs (proof : Decode.invariance) =
  match proof.Decode.described with
  | None -> rule problem gs cs proof.Decode.rule
  | Some d ->
      let s = setting problem gs cs in
      let gs = Checker.Affine.rows s.Checker.Sets.img @ d.Decode.equations in
      E.Described (d.Decode.equations, d.Decode.because, d.Decode.implied,
                   rule problem gs s.Checker.Sets.conds proof.Decode.rule)

and setting problem gs cs = Checker.Sets.setting_of (Checker.Tangency.rank problem.flow) gs cs

(* The rules for symmetries and by structure have no proof in Coq, but where they apply, the Lie derivatives vanish on
   the affine subspace mostly. Where they do not, or the model is not defined, a symmetry may be right all the same. *)
and as_it_stands problem s =
  no_affine_contradiction s;
  let view = { Decode.no_view with E.by_name = problem.by_name } in
  E.Tangency (fst (views problem s view), List.map (fun _ -> E.Kept) s.Checker.Sets.conds)

and rule problem gs cs proof =
  let s = setting problem gs cs in
  match proof with
  | Decode.Tangency proof ->
      no_affine_contradiction s;
      let found, counts = views problem s proof.Decode.view in
      require_there s proof counts;
      E.Tangency (found, List.mapi (condition problem s) proof.Decode.conditions)
  | Decode.Structure -> as_it_stands problem s
  | Decode.Symmetry maps ->
      require (Checker.Meaning.first_constants problem.claim.S.of_set = []) "a fixed set has no constants";
      Symmetry.require ~flow:problem.flow ~evaluate:(evaluate problem) s maps;
      no_affine_contradiction s;
      (try as_it_stands problem s with Decode.Invalid _ -> raise (Decode.Not_covered "symmetry"))
  | Decode.Empty None -> E.EmptySet None
  | Decode.Empty (Some (Decode.Nowhere proof)) -> E.EmptySet (Some proof)
  | Decode.Empty (Some (Decode.Outside proof)) ->
      if Checker.Sets.plainly_empty s then E.EmptySet None
      else E.Undefined (List.map (outside problem s proof) (Checker.Tangency.views_of_data problem.flow))
  | Decode.Composition (_, Some _) -> raise (Decode.Not_covered "composition by an image")
  | Decode.Composition (parts, None) -> composition problem gs parts

(* The normal forms of the outputs, or of the components of fields, after a map of the parameters. *)
and evaluate problem =
  let calls = start problem.flow problem.first [] in
  fun by_name map ->
    match problem.flow.Checker.Flow.members with
    | Checker.Flow.Vectors fields ->
        let image v = map v in
        List.map (fun field ->
            match Checker.Compute.plains field with
            | Some l -> List.map (Checker.Affine.psubst image) l
            | None -> raise No_meaning) fields
    | Checker.Flow.Gradients _ -> (
        let leaf v =
          { Checker.Dual.coq_val = (match map v with Some p -> p | None -> P.pvar v); der = []; brought = [] }
        in
        let model = problem.claim.S.of_model in
        match Checker.Meaning.outputs_of (Checker.Compute.duals by_name (call calls)) leaf model problem.layout with
        | Some outputs -> [ List.map (fun d -> d.Checker.Dual.coq_val) outputs ]
        | None -> raise No_meaning)

(* Which call has the argument that is out of its domain, the identity tells. *)
and outside problem s (proof : Decode.outside) row =
  let flow = problem.flow in
  let calls = start flow problem.first proof.Decode.atoms in
  let images = match row with Some row -> Checker.Tangency.row_images flow 0 row Map.empty | None -> Map.empty in
  let brought = match problem.compute false images (fun _ -> false) (call calls) with Some (_, l) -> l | None -> [] in
  let atoms = all calls in
  let offer at =
    { E.o_atoms = atoms; o_atom = Big_int_Z.big_int_of_int at; o_squares = proof.Decode.sum;
      o_cofactors = proof.Decode.cofactors }
  in
  let limited = List.filter (fun (_, (f, _)) -> List.mem f [ F.Inv; F.Log; F.Sqrt ]) (List.mapi (fun at a -> (at, a)) atoms) in
  let is_limited (f, _) = List.mem f [ F.Inv; F.Log; F.Sqrt; F.Step ] in
  require (proof.Decode.argument < List.length (List.filter is_limited atoms))
    "there is no such argument with a limited domain";
  let holds (at, _) = Checker.Tangency.outside_ok flow problem.first problem.compute s row (offer at) in
  match List.find_opt holds limited with
  | Some (at, _) -> offer at
  | None ->
      if List.exists (fun (f, _) -> f = F.Step) atoms then raise (Decode.Not_covered "outside the regions");
      (* For the kernel all that is written has to be defined, in the theory what the outputs hold. *)
      let is_held (at, _) = List.exists (Big_int_Z.eq_big_int (Big_int_Z.add_int_big_int at problem.first)) brought in
      if not (List.for_all is_held limited) then raise (Decode.Not_covered "an argument that no output holds");
      raise (Decode.Invalid "no argument was shown to be out of its domain")

(* An intersection has the equations of all parts, a union a product of some of each. *)
and composition problem gs parts =
  require (parts <> []) "a composition has parts";
  let part { Decode.candidate; proof } =
    match read_part problem candidate with
    | S.Difference _ -> raise (Decode.Invalid "a difference may be a part of a difference only")
    | set ->
        let gs, cs = set_of problem set in
        ((gs, cs), invariance problem gs cs proof)
  in
  let parts = List.map part parts in
  if List.concat_map (fun ((gs, _), _) -> gs) parts = gs then E.Meet parts
  else begin
    require (List.for_all (fun ((_, cs), _) -> cs = []) parts) "a union has no conditions";
    E.Join (List.map (fun ((gs, _), proof) -> (gs, proof)) parts)
  end

and read_part problem candidate =
  match Checker.Reading.read_set problem.claim.S.of_model Decode.part_steps candidate with
  | Some set -> set
  | None -> raise (Decode.Malformed "a part is no candidate")

and condition problem s at = function
  | Decode.Kept -> E.Kept
  | Decode.NeverZero proof -> E.NeverZero proof
  | Decode.Boundary rest ->
      match List.nth_opt s.Checker.Sets.conds at with
      | Some (h, _) -> E.Boundary (invariance problem (Checker.Sets.targets s @ [ h ]) [] rest)
      | None -> raise (Decode.Invalid "there is no such condition")

(* The image of a set under a symmetry: the outputs are evaluated before the map and after it, for their calls. *)
let image problem { Decode.candidate; proof } map =
  let model = problem.claim.S.of_model and layout = problem.layout in
  let images = List.fold_left (fun m (v, p) -> Map.add (Big_int_Z.big_int_of_int v) p m) Map.empty map in
  let calls = start problem.flow problem.first [] in
  let evaluate images =
    let leaf = Checker.Image.leaf_value_of layout images in
    ignore (Checker.Meaning.outputs_of (Checker.Compute.duals false (call calls)) leaf model layout)
  in
  List.iter evaluate [ Map.empty; images ];
  let calls = all calls in
  if not (Checker.Image.image_ok model layout problem.flow images calls) then
    raise (Decode.Not_covered "composition by an image");
  let gs, cs = set_of problem (read_part problem candidate) in
  M.OfImage (images, calls, gs, cs, invariance problem gs cs proof)

(* A difference is proved by its two parts. *)
let rec kept problem set (evidence : Decode.invariance) =
  match set, evidence with
  | S.Candidate _, { Decode.described = None; rule = Decode.Composition ([ part ], Some map) } -> image problem part map
  | S.Candidate _, _ ->
      let gs, cs = set_of problem set in
      M.OfSet (invariance problem gs cs evidence)
  | S.Difference (a, b), { Decode.described = None; rule = Decode.Composition ([ p; q ], None) } ->
      let part set { Decode.candidate; proof = rest } =
        require (read_part problem candidate = set) "the parts are not the sets of which the claim is the difference";
        kept problem set rest
      in
      let first = part a p in
      M.OfDifference (first, part b q)
  | S.Difference _, _ -> raise (Decode.Invalid "a difference is proved from its parts")

(* A set as it is claimed, and in the words in which it was shown. *)
let described problem set (proof : Decode.invariance) =
  let gs, cs = set_of problem set in
  let s = setting problem gs cs in
  match proof.Decode.described with
  | None -> (gs, cs, s)
  | Some d -> (gs, cs, setting problem (Checker.Affine.rows s.Checker.Sets.img @ d.Decode.equations) s.Checker.Sets.conds)

(* ** Points *)

let z = Big_int_Z.big_int_of_int
let numbers l = List.fold_left (fun m (v, q) -> Map.add (z v) q m) Map.empty l

let require_inputs problem l =
  require (List.for_all (fun (v, _) -> Checker.Flow.is_input problem.flow (z v)) l)
    "an input has values for the model's inputs only"

let letter problem { Decode.field; at } =
  require_inputs problem at;
  { L.l_member = z field; l_input = numbers at }

(* A letter for this input, or for each datum: at all of them the model is defined. *)
let places problem input =
  require_inputs problem input;
  let size = L.family_size problem.flow in
  let count = match problem.flow.Checker.Flow.data with None -> 1 | Some rows -> List.length rows in
  List.init count (fun n -> { L.l_member = Big_int_Z.mult_big_int (z n) size; l_input = numbers input })

let has_named problem v =
  let flow = problem.flow in
  not (Checker.Flow.is_input flow v) && flow.Checker.Flow.pi_leaf <> Some v

(* The root of a place as the kernel takes it, any one between the ends; the checker takes one of them. *)
let root place =
  match Checker.Points.root_of_place place.Checker.Points.p_root, place.Checker.Points.p_root with
  | Some (modulus, _), Some ((_, lower), upper) -> (modulus, { Checker.Interval.lower; upper })
  | Some (modulus, root), None -> (modulus, root)
  | None, _ -> raise (Decode.Invalid "there is no such root")

(* An enclosure of a value, or none where a function may not be defined. *)
let icall bits f i =
  match Checker.Enclosure.icall bits f i with
  | Some _ as found -> found
  | None ->
      (match f with
      | F.Inv when not (Checker.Interval.excludes_zero i) -> ()
      | (F.Log | F.Sqrt) when not (Checker.Interval.is_positive i) -> ()
      | F.Step -> raise (Decode.Not_covered "a point on a kink")
      | _ -> raise (Decode.Not_covered "a value at the point"));
      None

let enclose_pi = Checker.Enclosure.enclose_pi
let is_defined problem = L.defined_at problem.flow icall enclose_pi (members_of problem)

(* What the kernel asks of every point of a set. *)
let point problem gs cs ({ Decode.place; named; replaced; input } : Decode.place) =
  require (List.for_all (fun v -> has_named problem (z v)) named) "a point has coordinates for parameters and constants only";
  let functions = List.map (fun (name, _) -> Canonical.string_of_chars name) problem.claim.S.of_model.S.functions in
  require (List.sort compare replaced = List.sort compare functions)
    "a place names one concrete function for each unspecified one";
  (match place.Checker.Points.p_root with
  | None -> ()
  | Some ((f, low), high) ->
      let ends = P.qmul (Checker.Points.qvalue low f) (Checker.Points.qvalue high f) in
      require (Big_int_Z.sign_big_int ends.Q.coq_Qnum < 0)
        "the polynomial does not change its sign between the ends of the interval");
  (* With a few bits it depends on the order of sums and products what is certain. *)
  if Big_int_Z.lt_big_int place.Checker.Points.p_bits (z 32) then raise (Decode.Not_covered "a value at the point");
  let is_point letter = L.check_point problem.flow icall enclose_pi (members_of problem) gs cs place letter in
  let letters = places problem input in
  require (List.for_all is_point letters) "this is no point of the set at which the model is defined";
  if place.Checker.Points.p_root <> None then begin
    let modulus, root = root place in
    let is_here letter =
      match L.meaning_of problem.flow letter with Some (_, x) -> is_defined problem place root x | None -> false
    in
    if not (L.surely_in problem.flow enclose_pi place modulus root gs cs && List.for_all is_here letters) then
      raise (Decode.Not_covered "one root of several")
  end

let most_letters = 12

let word problem ({ Decode.place; _ } : Decode.place) g letters =
  require (List.length letters <= most_letters) "a word of too many letters";
  let letters = List.map (letter problem) letters in
  let modulus, root = root place in
  let value =
    L.word_interval problem.flow icall enclose_pi (members_of problem) (members_of problem) place modulus root letters g
  in
  match value with
  | Some i when place.Checker.Points.p_root <> None && not (Checker.Interval.excludes_zero i) ->
      raise (Decode.Not_covered "one root of several")
  | _ -> letters

let leaves problem gs cs { Decode.start; equation; word = letters } =
  point problem gs cs start;
  match List.nth_opt gs equation with
  | None -> raise (Decode.Invalid "there is no such equation")
  | Some g -> M.Leaves (start.Decode.place, z equation, word problem start g letters)

let crosses problem gs cs { Decode.here; side; along; alone; rest } =
  match List.nth_opt cs side with
  | None -> raise (Decode.Invalid "there is no such condition")
  | Some (h, _) ->
      point problem (h :: gs) (List.filteri (fun at _ -> at <> side) cs) here;
      let rest = invariance problem gs (L.kept_beside alone cs (z side)) rest in
      M.Crosses (here.Decode.place, z side, word problem here h along, alone, rest)

(* Whether all letters mean something, but the checker has no value of the word: the components of letters but the first
   are not polynomials, or the point is on a kink for an input. *)
let is_beyond problem set evidence =
  let gs, cs = set_of problem set in
  let flow = problem.flow in
  let size = L.family_size flow in
  let is_meant l = match L.meaning_of flow l with Some (k, _) -> Big_int_Z.lt_big_int k size | None -> false in
  let beyond g letters =
    match g, List.map (letter problem) letters with
    | Some g, (_ :: rest as word) ->
        List.for_all is_meant word && (is_piecewise problem || L.inner_poly flow (members_of problem) rest g = None)
    | _ -> false
  in
  match evidence with
  | Decode.Leaves { Decode.equation; word; _ } -> beyond (List.nth_opt gs equation) word
  | Decode.Crosses { Decode.side; along; _ } -> beyond (Option.map fst (List.nth_opt cs side)) along
  | Decode.Invariance _ -> false

let proof problem set = function
  | Decode.Invariance evidence -> M.Stays (kept problem set evidence)
  | Decode.Leaves evidence ->
      let gs, cs = set_of problem set in
      leaves problem gs cs evidence
  | Decode.Crosses evidence ->
      let gs, cs = set_of problem set in
      crosses problem gs cs evidence
