(* What a certificate shows of an invariant set besides: a manifold (T4), a secant (T8), steps of optimisers (T17).

   Nothing here is trusted: the verdict is proved without it. But evidence that is false is no evidence, and so it is
   refused here as the kernel refuses it. *)

module A = Checker.Affine
module L = Checker.Leaving
module P = Checker.Poly
module Q = Checker.QArith_base
module I = Checker.Interval
module S = Checker.Syntax
module Sets = Checker.Sets
module Map = Checker.FMapPositive.PositiveMap

let require = Driver.require
let z = Big_int_Z.big_int_of_int
let sign q = Big_int_Z.sign_big_int q.Q.coq_Qnum
let is_constant = function [] | [ ([], _) ] -> true | _ -> false
let constant = function [ ([], c) ] -> c | _ -> Decode.zero
let variables p = List.sort Big_int_Z.compare_big_int (List.map fst (Map.elements (A.variables p)))
let product = List.fold_left P.pmul (P.pconst Decode.one)

(* A set as it is claimed, and in the words in which it was shown. *)
type set = {
  problem : Driver.problem;
  equations : P.poly list;
  conditions : (P.poly * S.relation) list;
  shown : Sets.setting;
  on_regions : bool;  (* whether what is said is said on regions *)
}

let set problem on_regions (equations, conditions, shown) = { problem; equations; conditions; shown; on_regions }

let is_inconsistent s = List.exists Sets.number_not_zero s.Sets.curved
let pivots s = List.map fst (Map.elements s.Sets.img)
let is_parameter set v = Checker.Flow.is_parameter set.problem.Driver.flow v
let rate set v = set.problem.Driver.flow.Checker.Flow.rate v
let is_trained set v = is_parameter set v && sign (rate set v) <> 0
let is_later set v = not (is_parameter set v || Checker.Flow.is_input set.problem.Driver.flow v)

let has_rates set =
  let model = set.problem.Driver.claim.S.of_model in
  model.S.rates <> [] || model.S.frozen <> []

let is_of_fields set = Symmetry.is_of_fields set.problem.Driver.flow

(* ** Values at a place *)

type here = { pl : Checker.Points.place; modulus : Checker.Points.modulus; root : I.interval }

let at_place pl =
  let modulus, root = Driver.root pl in
  { pl; modulus; root }

let coordinate set here v = L.coordinate set.problem.Driver.flow here.pl v

(* Whatever is 0 here is 0 at the point. *)
let exactly set here p = Checker.Points.exact_value here.modulus (coordinate set here) p
let enclosed here p = L.number_in Driver.enclose_pi here.pl here.root p
let enclosure set here p = enclosed here (exactly set here p)
let is_nonzero set here p = I.excludes_zero (enclosure set here p)

(* ** Manifolds *)

(* The sum of q p, p among those that are known, by their kind. *)
let combine known (l : Decode.other_combination) =
  let term ((kind, at), cofactor) =
    match List.nth_opt (Option.value ~default:[] (List.assoc_opt kind known)) at with
    | Some p -> P.pmul cofactor p
    | None -> raise (Decode.Invalid "there is no such polynomial here to refer to")
  in
  P.psum (List.map term l)

let power p n = product (List.init n (fun _ -> p))

let no_real_point set known = function
  | Decode.By_solver -> raise (Decode.Not_covered "z3")
  | Decode.By_identity { off; generic; sum; all } -> (
      require (generic <> [] && List.for_all (is_later set) (variables generic))
        "what is not zero for generic constants is a polynomial in the constants";
      let cs = set.shown.Sets.conds in
      require (sum = [] || (Decode.is_one generic && Sets.positive_power cs off))
        "beside squares, what is positive has to be a square itself";
      match Sets.sum_of_squares cs sum with
      | None -> raise (Decode.Invalid "this is no sum of squares")
      | Some sum ->
          let found = P.padd (P.pmul (power (Sets.product_of cs) off) generic) sum in
          require (found = combine known all) "the cofactors do not show that there is no point")

let most_minors = 20_000

(* Columns of that number, in order. *)
let rec combinations size columns =
  match size, columns with
  | 0, _ -> [ [] ]
  | _, [] -> []
  | _, c :: rest -> List.map (fun l -> c :: l) (combinations (size - 1) rest) @ combinations size rest

(* The maximal minors of the derivatives of the rows, by expansion along the first of them. *)
let minors rows by =
  (* In a page, words have 32 bits. *)
  let rec count n k =
    if k = 0 then z 1 else Big_int_Z.div_big_int (Big_int_Z.mult_int_big_int (n - k + 1) (count n (k - 1))) (z k)
  in
  if List.length rows > 10 || List.length by > 200
     || Big_int_Z.lt_big_int (z most_minors) (count (List.length by) (List.length rows))
  then
    raise (Decode.Not_covered "manifold");
  let jacobian = Array.of_list (List.map (fun p -> Array.of_list (List.map (fun v -> A.pderive v p) by)) rows) in
  let known = Hashtbl.create 64 in
  let rec minor row columns =
    match Hashtbl.find_opt known columns with
    | Some p -> p
    | None ->
        let term at column =
          let smaller = minor (row + 1) (List.filter (( <> ) column) columns) in
          let p = P.pmul jacobian.(row).(column) smaller in
          if at mod 2 = 0 then p else P.popp p
        in
        let p = if columns = [] then P.pconst Decode.one else P.psum (List.mapi term columns) in
        Hashtbl.replace known columns p;
        p
  in
  List.map (minor 0) (combinations (List.length rows) (List.init (List.length by) Fun.id))

(* Rows of numbers are independent: exactly, or by an elimination in intervals. *)
let rec is_eliminated bits pivots = function
  | [] -> true
  | row :: rest ->
      let clear row (column, pivot) =
        let by = List.nth row column in
        List.map2 (fun a b -> I.isub bits a (I.imul bits by b)) row pivot
      in
      let row = List.fold_left clear row pivots in
      let is_used at = List.exists (fun (column, _) -> column = at) pivots in
      let entries = List.mapi (fun at i -> (at, i)) row in
      let candidates = List.filter (fun (at, i) -> I.excludes_zero i && not (is_used at)) entries in
      let smallest i = if I.is_positive i then i.I.lower else Q.coq_Qopp i.I.upper in
      let larger (a, i) (b, j) = if Q.coq_Qle_bool (smallest i) (smallest j) then (b, j) else (a, i) in
      match candidates with
      | [] -> false
      | first :: others ->
          let at, i = List.fold_left larger first others in
          match I.iinv bits i with
          | None -> false
          | Some inverse -> is_eliminated bits ((at, List.map (I.imul bits inverse) row) :: pivots) rest

let require_independent set here rows by =
  let exact = List.map (fun p -> List.map (fun v -> exactly set here (A.pderive v p)) by) rows in
  if List.for_all (List.for_all is_constant) exact then begin
    let row l = P.psum (List.mapi (fun at c -> P.pscale (constant c) (P.pvar (z (at + 1)))) l) in
    let images, _ = Symmetry.restrict (List.map row exact) in
    require (List.length (Map.elements images) = List.length rows)
      "the differentials of the chosen equations are dependent at the point"
  end
  else if not (is_eliminated here.pl.Checker.Points.p_bits [] (List.map (List.map (enclosed here)) exact)) then
    raise (Decode.Not_covered "manifold")

let require_redundant set here chosen (redundant : Decode.redundant list) =
  let curved = set.shown.Sets.curved in
  let is_frozen v = is_parameter set v && not (is_trained set v) in
  let is_left at p = not (List.mem at chosen || List.for_all is_frozen (variables p)) in
  let left = List.concat (List.mapi (fun at p -> if is_left at p then [ at ] else []) curved) in
  require (List.sort compare (List.map (fun r -> r.Decode.left) redundant) = left)
    "every equation is either chosen or shown to be redundant, once";
  let known = [ ("equation", List.mapi (fun at p -> if List.mem at chosen then p else []) curved) ] in
  List.iter (fun { Decode.left; multiplier; why } ->
      require (P.pmul multiplier (List.nth curved left) = combine known why)
        "an equation was not shown to be redundant";
      require (is_nonzero set here multiplier) "the multiplier of a redundant equation may be zero at the point")
    redundant

let regular set on chosen redundant everywhere =
  let s = set.shown in
  require (not (is_inconsistent s) && not (List.exists (is_later set) (pivots s)))
    "the affine equations have no solution for generic constants";
  require (Decode.is_increasing chosen && List.for_all (fun at -> at < List.length s.Sets.curved) chosen)
    "the chosen equations are numbered in increasing order";
  Driver.point set.problem set.equations set.conditions on;
  let here = at_place on.Decode.place in
  let rows = List.map (List.nth s.Sets.curved) chosen in
  let free = List.filter (is_trained set) (List.sort_uniq Big_int_Z.compare_big_int (List.concat_map variables rows)) in
  require_independent set here rows free;
  require_redundant set here chosen redundant;
  let parameters = Big_int_Z.int_of_big_int set.problem.Driver.flow.Checker.Flow.parameters in
  let is_free v = is_trained set v && Map.find v s.Sets.img = None in
  let dimension = List.length (List.filter is_free (List.init parameters (fun at -> z (at + 1)))) - List.length rows in
  match rows, everywhere with
  | _ :: _, None -> ("regular locus", Some dimension)
  | _ ->
      (match rows, everywhere with
      | _ :: _, Some proof ->
          no_real_point set [ ("equation", s.Sets.curved); ("minor", minors rows free) ] proof
      | _ -> ());
      require (List.for_all (fun r -> is_constant r.Decode.multiplier && r.Decode.multiplier <> []) redundant)
        "everywhere regular: the redundant equations need constant multipliers";
      ("embedded", Some dimension)

let generically_empty set proof =
  let s = set.shown in
  if not (is_inconsistent s) && not (List.exists (is_later set) (pivots s)) then begin
    match proof with
    | None -> raise (Decode.Invalid "the affine equations have a common solution")
    | Some proof -> no_real_point set [ ("equation", s.Sets.curved) ] proof
  end;
  ("empty", None)

let manifold set = function
  | Decode.Regular { on; chosen; redundant; everywhere } -> regular set on chosen redundant everywhere
  | Decode.Generically_empty proof -> generically_empty set proof

(* The point that is named. *)
let point_of = function
  | Some (Decode.Regular { on; _ }) -> Some (at_place on.Decode.place)
  | _ -> None

(* ** Secants *)

let secant set places =
  let claim = set.problem.Driver.claim in
  (match claim.S.of_set with
  | S.Candidate { S.constants = []; _ } -> ()
  | _ -> raise (Decode.Invalid "a secant is one of a set without constants"));
  match places with
  | [ p; q ] when List.for_all (fun p -> p.Decode.place.Checker.Points.p_root = None) places ->
      List.iter (Driver.point set.problem set.equations set.conditions) places;
      let p = coordinate set (at_place p.Decode.place) and q = coordinate set (at_place q.Decode.place) in
      let line v = P.padd (p v) (P.pmul (P.pvar (z 1)) (P.psub (q v) (p v))) in
      require (List.exists (fun g -> Checker.Points.exact_value None line g <> []) set.equations)
        "the set holds the whole line through the two points"
  | _ -> raise (Decode.Invalid "a secant goes through two points with rational coordinates")

(* ** Steps of optimisers *)

(* Of an affine V it is known whether gradient descent, weight decay and Adam keep it. *)
let is_first_parameter set (m, _) = match m with v :: _ -> is_parameter set v | [] -> false
let parameter_part set row = List.filter (is_first_parameter set) row

let rates_preserve set rows =
  let image v = Map.find v set.shown.Sets.img in
  let scaled row =
    P.psum (List.map (fun (m, c) -> [ (m, P.qmul c (rate set (List.hd m))) ]) (parameter_part set row))
  in
  List.for_all (fun row -> A.psubst image (List.filter (fun (_, c) -> sign c <> 0) (scaled row)) = []) rows

let is_tie set row =
  let rates = List.sort_uniq compare (List.map (rate set) (variables row)) in
  let size c = if sign c < 0 then Q.coq_Qopp c else c in
  let sizes = List.sort_uniq compare (List.map (fun (_, c) -> size c) row) in
  List.length row <= 2 && List.length rates = 1 && List.length sizes = 1

let is_linear set =
  List.for_all (fun (v, image) ->
      not (is_parameter set v)
      || List.for_all (is_first_parameter set) image)
    (Map.elements set.shown.Sets.img)

let known set point =
  let s = set.shown in
  let is_affine = s.Sets.conds = [] && s.Sets.curved = [] in
  if (not is_affine) || is_of_fields set then []
  else begin
    let rows = List.filter (List.exists (is_first_parameter set)) (A.rows s.Sets.img) in
    let decay =
      rates_preserve set rows
      ||
      match point with
      | None -> false
      | Some here ->
          let trained row = List.filter (fun (m, _) -> is_trained set (List.hd m)) (parameter_part set row) in
          List.exists (fun row -> is_nonzero set here (trained row)) rows
    in
    ("gradient_descent" :: (if decay then [ "weight_decay" ] else []))
    @ if is_linear set && List.for_all (is_tie set) rows then [ "adam" ] else []
  end

(* A component of a field at a point: enclosed, and exactly where it is a polynomial. *)
type component = { about : I.interval; exact : P.poly option }

let nothing = { about = I.exact Decode.zero; exact = Some [] }

let components set here letter broken =
  let problem = set.problem in
  let flow = problem.Driver.flow in
  match L.meaning_of flow letter with
  | None -> raise (Decode.Invalid "an input is not one of those that are meant")
  | Some (k, x) ->
      let found =
        L.members_at flow Driver.icall Driver.enclose_pi (Driver.members_of problem) here.pl here.root
          (L.wanted_by flow broken) x
      in
      let number = Big_int_Z.int_of_big_int k in
      match Option.map (fun l -> List.nth_opt l number) found with
      | Some None -> raise (Decode.Invalid "there is no such field")
      | None -> raise (Decode.Invalid "the model was not shown to be defined at the point and the input")
      | Some (Some member) ->
          let enclosed = L.interval_component flow here.pl member in
          let polynomial =
            match Driver.members_of problem L.polynomials (L.input_poly flow x) with
            | None -> fun _ -> None
            | Some l -> fun v -> Some (exactly set here (L.poly_component flow (List.nth l number) v))
          in
          fun v ->
            match enclosed v with
            | None -> nothing
            | Some about -> { about; exact = polynomial v }

(* What is known exactly is enclosed from that. *)
let sharp here c = match c.exact with Some p -> { c with about = enclosed here p } | None -> c

(* X/(|X| + epsilon), where the sign of X is certain. *)
let normalised bits more c =
  let size i = if I.is_negative i then I.iopp i else i in
  if I.excludes_zero c.about then
    let about =
      match I.iinv bits (I.iadd bits (size c.about) (I.exact more)) with
      | Some inverse -> I.imul bits c.about inverse
      | None -> raise (Decode.Not_covered "steps of optimisers")
    in
    let exact =
      match c.exact with
      | Some p when is_constant p ->
          let x = constant p in
          let divisor = P.qadd (if sign x < 0 then Q.coq_Qopp x else x) more in
          Some (P.pconst (P.qmul x (Checker.Qreduction.coq_Qred (Q.coq_Qinv divisor))))
      | _ -> None
    in
    { about; exact }
  else if c.exact = Some [] then nothing
  else raise (Decode.Not_covered "steps of optimisers")

let misstep set (step : Decode.misstep) =
  if is_of_fields set then raise (Decode.Not_covered "steps of optimisers");
  let problem = set.problem in
  Driver.point problem set.equations set.conditions step.Decode.from;
  let here = at_place step.Decode.from.Decode.place in
  let bits = here.pl.Checker.Points.p_bits in
  let broken, relation =
    let kind, at = step.Decode.violated in
    match kind, List.nth_opt set.equations at, List.nth_opt set.conditions at with
    | "equation", Some g, _ -> (g, S.Equal)
    | "condition", _, Some (h, S.Negative) -> (P.popp h, S.Positive)
    | "condition", _, Some (h, k) -> (h, k)
    | _ -> raise (Decode.Invalid "there is no such thing to violate")
  in
  let { Decode.size; more; _ } = step in
  let kept =
    match step.Decode.optimiser with
    | "adam" ->
        require (not (has_rates set) && sign size > 0 && sign more > 0)
          "Adam takes a rate and a number epsilon above 0, and the same for all parameters";
        Decode.one
    | "weight_decay" ->
        require (not (has_rates set)) "weights decay at one rate, which is that of all parameters";
        let kept = P.qadd Decode.one (Q.coq_Qopp more) in
        require (sign kept > 0 && sign more > 0) "weights decay by a part of them between 0 and 1";
        kept
    | _ ->
        require (sign more = 0 && sign size <> 0)
          "a step of gradient descent has a size that is not 0, and nothing more";
        Decode.one
  in
  let component = components set here (Driver.letter problem step.Decode.along) broken in
  let moved v =
    if not (is_parameter set v) then
      let at = coordinate set here v in
      { about = enclosed here at; exact = Some at }
    else begin
      let c = sharp here (component v) in
      let c = if step.Decode.optimiser = "adam" then normalised bits more c else c in
      let still = P.pscale kept (coordinate set here v) in
      { about = I.iadd bits (enclosed here still) (I.imul bits (I.exact (Q.coq_Qopp size)) c.about);
        exact = Option.map (fun p -> P.psub still (P.pscale size p)) c.exact }
    end
  in
  let table = List.map (fun v -> (v, moved v)) (variables broken) in
  let find v = List.assoc v table in
  let exact =
    if List.exists (fun (_, c) -> c.exact = None) table then None
    else Some (Checker.Points.exact_value here.modulus (fun v -> Option.get (find v).exact) broken)
  in
  let value =
    match exact with
    | Some p -> enclosed here p
    | None -> Checker.Points.ipoly bits (fun v -> (find v).about) broken
  in
  let is_shown =
    match relation with
    | S.Equal -> I.excludes_zero value
    | S.NotZero -> exact = Some []
    | S.Positive | S.Negative -> exact = Some [] || I.is_negative value
  in
  if not is_shown then begin
    if exact = None && (relation = S.Equal || not (I.is_positive value)) then
      raise (Decode.Not_covered "steps of optimisers");
    raise (Decode.Invalid "the step was not shown to leave the set")
  end

let missteps set point steps =
  let everywhere = not set.on_regions in
  let start = if everywhere then known set point else [] in
  ignore (List.fold_left (fun known (step : Decode.misstep) ->
      require (not (List.mem step.Decode.optimiser known)) "of this optimiser it is known whether it keeps the set";
      misstep set step;
      step.Decode.optimiser :: known) start steps)
