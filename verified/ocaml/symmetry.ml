(* Whether maps are symmetries of a model that fix a set, as the kernel asks.

   Nothing here is trusted: the checker proves the set invariant without them. But evidence that does not say what it
   should is no proof, and so it is refused here too. *)

module P = Checker.Poly
module Q = Checker.QArith_base
module Map = Checker.FMapPositive.PositiveMap

let require_ true_ why = if not true_ then raise (Decode.Invalid why)
let z = Big_int_Z.big_int_of_int
let is_affine = List.for_all (fun (m, _) -> List.length m <= 1)
let is_linear = List.for_all (fun (m, _) -> List.length m = 1)
let variables p = List.concat_map fst p

let restrict rows =
  Checker.Affine.restrict (fun _ -> Big_int_Z.zero_big_int) 20 Checker.Affine.unsolved rows

let with_value image v p = if Big_int_Z.eq_big_int v image then p else P.pvar v

(* The linear part, row by row, on the coordinates that it moves or moves to. *)
let matrix map =
  let touched = List.sort_uniq compare (List.concat_map (fun (v, p) -> v :: variables p) map) in
  let row v =
    let image = match List.assoc_opt v map with Some p -> p | None -> P.pvar v in
    (v, List.filter_map (fun (m, c) -> match m with [ w ] -> Some (w, c) | _ -> None) image)
  in
  List.map row touched

let is_orthogonal matrix =
  let gram = Hashtbl.create 64 in
  List.iter (fun (_, row) ->
      List.iter (fun (i, a) ->
          List.iter (fun (j, b) ->
              let sum = match Hashtbl.find_opt gram (i, j) with Some s -> s | None -> Decode.zero in
              Hashtbl.replace gram (i, j) (P.qadd sum (P.qmul a b))) row) row) matrix;
  List.for_all (fun (i, _) -> Hashtbl.find_opt gram (i, i) = Some Decode.one) matrix
  && Hashtbl.fold (fun (i, j) value good -> good && (i = j || Decode.is_zero value)) gram true

let polynomial row = P.psum (List.map (fun (w, c) -> [ ([ w ], c) ]) row)

let is_invertible matrix =
  let images, _ = restrict (List.map (fun (_, row) -> polynomial row) matrix) in
  List.for_all (fun (v, _) -> Map.find v images = Some []) matrix

(* ker (Q^T - I) is inside ker (Q - I). *)
let fixes_what_its_transpose_fixes matrix =
  let column v = polynomial (List.concat_map (fun (w, row) -> match List.assoc_opt v row with Some c -> [ (w, c) ] | None -> []) matrix) in
  let images, _ = restrict (List.map (fun (v, _) -> P.psub (column v) (P.pvar v)) matrix) in
  List.for_all (fun (v, row) ->
      Checker.Affine.psubst (fun w -> Map.find w images) (P.psub (polynomial row) (P.pvar v)) = []) matrix

(* A shift by a multiple of pi is a map, too: it is not covered. *)
let require_map (flow : Checker.Flow.problem) map =
  let is_parameter = Checker.Flow.is_parameter flow in
  require_ (List.for_all (fun (v, p) -> is_affine p && is_parameter v) map)
    "a map sends parameters to affine expressions in the parameters";
  if not (List.for_all (fun (_, p) -> List.for_all is_parameter (variables p)) map) then
    raise (Decode.Not_covered "symmetry")

let is_of_fields (flow : Checker.Flow.problem) =
  match flow.Checker.Flow.members with Checker.Flow.Vectors _ -> true | Checker.Flow.Gradients _ -> false

let require_admissible flow map =
  let m = matrix map in
  let orthogonal = is_orthogonal m in
  require_ (orthogonal || is_invertible m) "the map is not invertible";
  if not (is_of_fields flow) then begin
    let rate = flow.Checker.Flow.rate in
    require_ (List.for_all (fun (v, row) -> List.for_all (fun (w, _) -> rate v = rate w) row) m)
      "a map mixes parameters with different learning rates";
    if not orthogonal then begin
      require_ (List.for_all (fun (_, p) -> is_linear p) map) "an affine map that is not linear has to be an isometry";
      require_ (fixes_what_its_transpose_fixes m) "the kernel of Q^T - I is not inside that of Q - I"
    end
  end

(* F(Q theta) = F(theta), or X(Q theta) = Q X(theta). *)
let require_symmetry flow evaluate map =
  let image v = List.assoc_opt v map in
  let is_one by_name =
    let before = evaluate by_name (fun _ -> None) and after = evaluate by_name image in
    let expected =
      if is_of_fields flow then
        List.map (fun field ->
            let component = Array.of_list field in
            let value v = component.(Big_int_Z.int_of_big_int v - 1) in
            let moved p =
              P.psum (List.concat_map (fun (m, c) -> match m with [ w ] -> [ P.pscale c (value w) ] | _ -> []) p)
            in
            List.mapi (fun at old -> match image (z (at + 1)) with None -> old | Some p -> moved p) field)
          before
      else before
    in
    after = expected
  in
  (* Sums that have names are compared as they stand; what that does not show is multiplied out. The kernel knows
     identities between functions besides. *)
  if not (is_one true || is_one false) then raise (Decode.Not_covered "symmetry")

let require ~(flow : Checker.Flow.problem) ~evaluate (s : Checker.Sets.setting) maps =
  let maps = List.map (List.map (fun (v, p) -> (z v, p))) maps in
  List.iter (fun map ->
      require_map flow map;
      require_admissible flow map;
      require_symmetry flow evaluate map) maps;
  let fixed = List.concat_map (List.map (fun (v, p) -> P.psub (P.pvar v) p)) maps in
  let found = Checker.Sets.setting_of (Checker.Tangency.rank flow) fixed [] in
  let rows t = Checker.Affine.rows t.Checker.Sets.img in
  require_ (s.Checker.Sets.conds = []) "a fixed set has no side conditions";
  require_ (rows found = rows s && found.Checker.Sets.curved = [] && s.Checker.Sets.curved = [])
    "the set that the maps fix is not the candidate"
