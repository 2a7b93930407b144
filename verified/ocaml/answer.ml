(* What the checker says of a certificate. *)

module E = Checker.Evidence
module M = Checker.Main
module S = Checker.Syntax

type answer =
  | Valid
  | Valid_if of string  (* under this assumption *)
  | Invalid of string
  | Malformed of string
  | Not_covered of string

(* ** Assumptions *)

(* Whether a proof is about the regions, rather than about a set without points. *)
let rec speaks_of_regions = function
  | E.EmptySet _ | E.Undefined _ -> false
  | E.Tangency _ -> true
  | E.Described (_, _, _, rest) -> speaks_of_regions rest
  | E.Meet parts -> List.exists (fun (_, proof) -> speaks_of_regions proof) parts
  | E.Join parts -> List.exists (fun (_, proof) -> speaks_of_regions proof) parts

let rec kept_on_regions = function
  | M.OfSet proof | M.OfImage (_, _, _, _, proof) -> speaks_of_regions proof
  | M.OfDifference (p, q) -> kept_on_regions p || kept_on_regions q

let says_of_regions = function M.Stays proof -> kept_on_regions proof | M.Leaves _ | M.Crosses _ -> true

(* The solvers, at their versions, that evidence asks. *)
let rec solvers = function
  | Checker.Json.JList l -> List.concat_map solvers l
  | Checker.Json.JObject l ->
      let found = List.map (fun (key, value) -> (Canonical.string_of_chars key, value)) l in
      let here =
        match List.assoc_opt "by" found, List.assoc_opt "version" found with
        | Some (Checker.Json.JString by), Some (Checker.Json.JString version)
          when Canonical.string_of_chars by = "z3" -> [ "z3 " ^ Canonical.string_of_chars version ]
        | _ -> []
      in
      here @ List.concat_map (fun (_, value) -> solvers value) l
  | _ -> []

(* ** Manifolds *)

(* The claim and the evidence speak of a manifold, or neither does; which one it is, More says. *)
let manifolds_agree claim set (evidence : Decode.evidence) =
  let is_empty = match evidence.Decode.proof with Decode.Invariance { Decode.rule = Decode.Empty _; _ } -> true | _ -> false in
  let claimed =
    match Checker.Reading.read_manifold claim with
    | Some (Some (status, _)) -> Some (Canonical.string_of_chars status)
    | _ -> None
  in
  let is_difference = match set with S.Difference _ -> true | S.Candidate _ -> false in
  if is_difference then claimed = None && evidence.Decode.manifold = None
  else if is_empty then claimed = Some "empty" && evidence.Decode.manifold = None
  else (claimed <> None) = (evidence.Decode.manifold <> None)

(* ** Certificates *)

let step_of_zero = Decode.Not_covered "the step of what is 0 everywhere"

let proved bytes problem evidence =
  let offer by_name = Driver.proof { problem with Driver.by_name } problem.Driver.claim.S.of_set evidence in
  (* The verified checker reads the bytes itself. *)
  let accepted = Checker.Main.verified bytes in
  let found () =
    let proof = offer true in
    if accepted proof then Some proof
    else
      let other = offer false in
      if other <> proof && accepted other then Some other else None
  in
  let inputs = Decode.inputs_named evidence in
  let is_of_zero = lazy (inputs <> [] && Driver.is_piecewise problem && Driver.has_step_of_zero_at problem inputs) in
  match found () with
  | exception Decode.Invalid _ when Lazy.force is_of_zero -> raise step_of_zero
  | Some proof -> proof
  | None ->
      if Decode.asks_for_symmetry evidence then raise (Decode.Not_covered "symmetry");
      if Lazy.force is_of_zero then raise step_of_zero;
      if Driver.is_beyond problem problem.Driver.claim.S.of_set evidence then
        raise (Decode.Not_covered "a value at the point");
      raise (Decode.Invalid "the evidence does not prove the claim")

(* What else is shown of a set that is kept; of one that is left nothing is. *)
let require_more written problem (evidence : Decode.evidence) on_regions =
  let has_more = evidence.Decode.missteps <> [] || evidence.Decode.secant <> [] in
  match evidence.Decode.proof, problem.Driver.claim.S.of_set with
  | Decode.Invariance proof, (S.Candidate _ as set) ->
      let set = Driver.described problem set proof |> More.set problem on_regions in
      Option.iter (fun manifold ->
          let status, dimension = More.manifold set manifold in
          let shown = Some (Some (Canonical.chars_of_string status, Option.map Big_int_Z.big_int_of_int dimension)) in
          Driver.require (Checker.Reading.read_manifold written = shown) "the manifold claimed is not the one shown")
        evidence.Decode.manifold;
      if evidence.Decode.secant <> [] then More.secant set evidence.Decode.secant;
      More.missteps set (More.point_of evidence.Decode.manifold) evidence.Decode.missteps
  | _ -> Driver.require (evidence.Decode.manifold = None && not has_more) "of such a set nothing else is shown"

let of_claim bytes written (claim : S.claim) evidence =
  match Driver.problem_of claim with
  | None -> raise (Decode.Malformed "the model has no meaning")
  | Some problem ->
      let evidence = Decode.evidence (Driver.names problem) evidence in
      Driver.require (manifolds_agree written claim.S.of_set evidence) "the manifold claimed is not the one shown";
      match claim.S.of_verdict, evidence.Decode.proof with
      | S.Certified, Decode.Invariance _ | S.Refuted, (Decode.Leaves _ | Decode.Crosses _) ->
          let proof = proved bytes problem evidence.Decode.proof in
          let on_regions = says_of_regions proof && Driver.is_piecewise problem in
          let is_kept = match proof with M.Stays _ -> true | M.Leaves _ | M.Crosses _ -> false in
          if on_regions && is_kept && Driver.has_step_of_zero_at_a_datum problem then raise step_of_zero;
          require_more written problem evidence on_regions;
          (proof, if on_regions then Some "relu" else None)
      | _ -> raise (Decode.Invalid "the evidence is not for the claim")

let covered = [ "certified"; "refuted" ]

(* The kernel asks that a certificate names just what it needs. *)
let require_named (parts : Checker.Reading.certificate) assumed =
  let named = List.map Canonical.string_of_chars parts.Checker.Reading.assumptions in
  let needed = Option.to_list assumed @ solvers parts.Checker.Reading.evidence in
  Driver.require (named = List.sort_uniq compare needed) "the assumptions named are not those that the proof needs"

let of_parts bytes (parts : Checker.Reading.certificate) =
  let claim = parts.Checker.Reading.claim_written in
  match Checker.Reading.verdict_of claim with
  | None -> (Malformed "the claim has no verdict", None)
  | Some verdict when not (List.mem (Canonical.string_of_chars verdict) covered) ->
      (Not_covered (Canonical.string_of_chars verdict), None)
  | Some _ ->
      match Checker.Reading.read_claim claim with
      | None -> (Malformed "the claim cannot be read", None)
      | Some read ->
          let answer, proof =
            try
              let proof, assumed = of_claim bytes claim read parts.Checker.Reading.evidence in
              require_named parts assumed;
              ((match assumed with None -> Valid | Some name -> Valid_if name), Some proof)
            with
            | Decode.Malformed why -> (Malformed why, None)
            | Decode.Not_covered rule -> (Not_covered rule, None)
            | Decode.Invalid why -> (Invalid why, None)
            | Driver.No_meaning -> (Malformed "a set has no meaning", None)
          in
          (answer, Some (read, proof))

module Writer = Canonical.Make (struct
  type z = Big_int_Z.big_int

  type json = Checker.Json.json =
    | JNull
    | JBool of bool
    | JInt of z
    | JString of char list
    | JList of json list
    | JObject of (char list * json) list

  let print = Checker.Reading.print_Z
end)

let is_digest json expected = Writer.digest json = Canonical.string_of_chars expected

(* The lines that say what is claimed, and the file for coqc if that is proved. *)
type read = { claimed : string list; coq : string Lazy.t option }

let most_bytes = 16 * 1024 * 1024
let too_many_bytes = "more than 16 MB"

(* The answer, with what was read where the claim could be. *)
let of_bytes text =
  let bytes = Canonical.chars_of_string text in
  match Checker.Json.parse bytes with
  | None -> (Malformed "not JSON as certificates are written", None)
  | Some json ->
      match Checker.Reading.read_parts json with
      | None -> (Malformed "not a certificate of this format", None)
      | Some parts ->
          let claim = parts.Checker.Reading.claim_written in
          if not (is_digest claim parts.Checker.Reading.claim_digest) then
            (Invalid "the claim is not the one that the digest is of", None)
          else if not (is_digest parts.Checker.Reading.evidence parts.Checker.Reading.evidence_digest) then
            (Invalid "the evidence is not the one that the digest is of", None)
          else
            match of_parts bytes parts with
            | answer, None -> (answer, None)
            | answer, Some (read, proof) ->
                let manifold = Option.join (Checker.Reading.read_manifold claim) in
                let digest = Canonical.string_of_chars parts.Checker.Reading.claim_digest in
                let coq = Option.map (fun proof -> lazy (Coq.file digest read proof)) proof in
                (answer, Some { claimed = Explain.claim read manifold digest; coq })
