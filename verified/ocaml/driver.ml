(* The calls that evaluation meets, and evidence as the checker takes it.

   The checker looks calls up in a list and refuses what it does not find, so evidence needs the complete list. A first
   run of the same interpreter, with a function that numbers the calls that it does not know, finds them. Nothing here
   is trusted: the second run, which is the checker's, believes nothing of the list. *)

module E = Checker.Evidence
module F = Checker.Functions
module P = Checker.Poly
module Q = Checker.QArith_base
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

(* A list of calls that grows. *)
type calls = {
  known : Big_int_Z.big_int -> T.facts;
  mutable next : Big_int_Z.big_int;
  mutable found : (F.fn * P.poly) list;  (* the last one first *)
  mutable table : T.table;
}

let register calls f p =
  calls.table <- T.enter calls.table { T.coq_function = f; argument = p; name = calls.next };
  calls.next <- succ calls.next;
  calls.found <- (f, p) :: calls.found

let start known first listed =
  let calls = { known; next = first; found = []; table = Map.empty } in
  List.iter (fun (f, p) -> register calls f p) listed;
  calls

(* What Tower.call says, once the call has a number. *)
let call calls f p =
  match T.call calls.known calls.table f p with
  | Some found -> Some found
  | None ->
      if p = [] && f = F.Inv then None
      else begin
        register calls f (normalised calls.known f p);
        T.call calls.known calls.table f p
      end

let all calls = List.rev calls.found

(* ** Problems *)

(* What is evaluated and how, by the functions of the theory themselves. *)
type problem = {
  claim : Checker.Syntax.claim;
  layout : Checker.Meaning.layout;
  flow : Checker.Flow.problem;
  first : Big_int_Z.big_int;
  compute : Checker.Tangency.computing;
}

let problem_of claim =
  let model = claim.Checker.Syntax.of_model in
  let layout = Checker.Meaning.layout_of claim in
  match Checker.Meaning.problem_of model layout with
  | None -> None
  | Some flow ->
      Some { claim; layout; flow; first = Checker.Meaning.first_atom layout;
             compute = Checker.Compute.compute_of model layout flow }

(* The names of the leaves, in the order of their numbers. *)
let names problem =
  let model = problem.claim.Checker.Syntax.of_model in
  let scalars l = List.map Canonical.string_of_chars (Checker.Reading.scalar_names l) in
  let pi = if problem.layout.Checker.Meaning.has_pi then [ "pi" ] else [] in
  let constants = Checker.Meaning.first_constants problem.claim.Checker.Syntax.of_set in
  Decode.names_of
    (scalars model.Checker.Syntax.parameters @ scalars model.Checker.Syntax.inputs @ pi @ scalars constants)
    (List.map (fun (name, _) -> Canonical.string_of_chars name) model.Checker.Syntax.functions)

(* A set as polynomials; None where its equations are none. *)
let set problem candidate =
  match Checker.Meaning.region_of_candidate problem.claim.Checker.Syntax.of_model problem.layout candidate with
  | Some (Checker.Meaning.Plain (equations, conditions)) -> (
      match Checker.Compute.plains equations, Checker.Compute.plains (List.map fst conditions) with
      | Some gs, Some hs -> Some (gs, List.map2 (fun h (_, relation) -> (h, relation)) hs conditions)
      | _ -> None)
  | _ -> None

(* ** Views *)

let view problem setting row (view : E.view_proof) =
  let flow = problem.flow in
  let listed = view.E.atoms in
  let calls = start flow.Checker.Flow.declared problem.first listed in
  let function_of n = List.nth_opt listed (Big_int_Z.int_of_big_int n) in
  List.iter (fun c ->
      match function_of c.E.c_atom with
      | Some (f, _) -> ignore (call calls f c.E.c_argument)
      | None -> ()) view.E.congruences;
  let images = setting.Checker.Sets.img in
  let images = match row with Some row -> Checker.Tangency.row_images flow 0 row images | None -> images in
  let wanted = Checker.Tangency.wants flow (Checker.Tangency.wanted_of setting) in
  ignore (problem.compute images wanted (call calls));
  (* The relations of a sine and of a hyperbolic cosine mention another function. *)
  List.iter (function
    | F.Sin, p -> ignore (call calls F.Cos p)
    | F.Cosh, p -> ignore (call calls F.Sinh p)
    | _ -> ()) listed;
  { view with E.atoms = all calls }

let views problem setting one =
  List.map (fun row -> view problem setting row one) (Checker.Tangency.views_of_data problem.flow)

(* ** Proofs *)

let rec invariance problem gs cs (proof : Decode.invariance) =
  match proof.Decode.described with
  | None -> rule problem gs cs proof.Decode.rule
  | Some d ->
      let s = Checker.Sets.setting_of (Checker.Tangency.rank problem.flow) gs cs in
      let gs = Checker.Affine.rows s.Checker.Sets.img @ d.Decode.equations in
      E.Described (d.Decode.equations, d.Decode.because, d.Decode.implied,
                   rule problem gs s.Checker.Sets.conds proof.Decode.rule)

and rule problem gs cs proof =
  let setting () = Checker.Sets.setting_of (Checker.Tangency.rank problem.flow) gs cs in
  match proof with
  | Decode.Tangency (one, conditions) ->
      let s = setting () in
      E.Tangency (views problem s one, List.mapi (condition problem s) conditions)
  | Decode.As_it_stands _ ->
      let s = setting () in
      E.Tangency (views problem s Decode.no_view, List.map (fun _ -> E.Kept) s.Checker.Sets.conds)
  | Decode.Empty proof -> E.EmptySet proof
  | Decode.Composition (_, Some _) -> raise (Decode.Not_covered "composition by an image")
  | Decode.Composition (parts, None) -> composition problem gs parts

(* An intersection has the equations of all parts, a union a product of some of each. *)
and composition problem gs parts =
  let part { Decode.candidate; proof } =
    match Checker.Reading.read_set problem.claim.Checker.Syntax.of_model Decode.part_steps candidate with
    | None -> raise (Decode.Malformed "a part is no candidate")
    | Some (Checker.Syntax.Difference _) -> raise (Decode.Invalid "a difference may be a part of a difference only")
    | Some (Checker.Syntax.Candidate c) ->
        match set problem c with
        | None -> raise (Decode.Malformed "a part has no meaning")
        | Some (gs, cs) -> ((gs, cs), invariance problem gs cs proof)
  in
  let parts = List.map part parts in
  if List.concat_map (fun ((gs, _), _) -> gs) parts = gs then E.Meet parts
  else E.Join (List.map (fun ((gs, _), proof) -> (gs, proof)) parts)

and condition problem s at = function
  | Decode.Kept -> E.Kept
  | Decode.NeverZero proof -> E.NeverZero proof
  | Decode.Boundary rest ->
      match List.nth_opt s.Checker.Sets.conds at with
      | Some (h, _) -> E.Boundary (invariance problem (Checker.Sets.targets s @ [ h ]) [] rest)
      | None -> raise (Decode.Invalid "there is no such condition")
