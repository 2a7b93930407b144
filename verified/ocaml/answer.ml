(* What the checker says of a certificate. *)

module E = Checker.Evidence
module S = Checker.Syntax

type answer =
  | Valid
  | Valid_if of string  (* under this assumption *)
  | Invalid of string
  | Malformed of string
  | Not_covered of string

(* ** Assumptions *)

exception Step

(* Whether the model has steps, and so is meant on the regions between its kinks: evaluation without values tells. *)
let is_piecewise problem =
  let steps =
    { Checker.Arrays.s_num = (fun _ -> ()); s_sum = (fun _ -> ()); s_product = (fun _ -> ()); s_power = (fun _ _ -> ());
      s_call = (fun f _ -> if f = Checker.Functions.Step then raise Step else Some ()) }
  in
  let model = problem.Driver.claim.S.of_model in
  match Checker.Meaning.outputs_of steps (fun _ -> ()) model problem.Driver.layout with
  | _ -> false
  | exception Step -> true

(* Whether a proof is about the regions, rather than about a set without points. *)
let rec speaks_of_regions = function
  | E.EmptySet _ -> false
  | E.Tangency _ -> true
  | E.Described (_, _, _, rest) -> speaks_of_regions rest
  | E.Meet parts -> List.exists (fun (_, proof) -> speaks_of_regions proof) parts
  | E.Join parts -> List.exists (fun (_, proof) -> speaks_of_regions proof) parts

(* ** Certificates *)

(* Deeper than proofs nest that a file can hold. *)
let fuel = 1000

let certified problem candidate proof =
  match Driver.set problem candidate with
  | None -> Malformed "the set has no meaning"
  | Some (gs, cs) ->
      match Checker.Compute.plains problem.Driver.flow.Checker.Flow.input_equations with
      | None -> Malformed "the inputs have no meaning"
      | Some inputs ->
          let evidence = Driver.invariance problem gs cs proof in
          let valid =
            Checker.Rules.invariant_by problem.Driver.flow problem.Driver.first problem.Driver.compute inputs fuel gs cs
              evidence
          in
          if not valid then Invalid "the evidence does not prove the claim"
          else if speaks_of_regions evidence && is_piecewise problem then Valid_if "relu"
          else Valid

let of_claim (claim : S.claim) evidence =
  match Driver.problem_of claim with
  | None -> Malformed "the model has no meaning"
  | Some problem ->
      match claim.S.of_verdict, claim.S.of_set, Decode.evidence (Driver.names problem) evidence with
      | S.Certified, S.Candidate candidate, Decode.Invariance proof -> certified problem candidate proof
      | S.Certified, S.Difference _, Decode.Invariance _ -> Not_covered "composition by a difference"
      | S.Refuted, _, Decode.Leaves _ -> Not_covered "leaving"
      | S.Refuted, _, Decode.Crosses _ -> Not_covered "crossing"
      | _ -> Invalid "the evidence is not for the claim"

let covered = [ "certified"; "refuted" ]

let of_parts (parts : Checker.Reading.certificate) =
  let claim = parts.Checker.Reading.claim_written in
  match Checker.Reading.verdict_of claim with
  | None -> (Malformed "the claim has no verdict", None)
  | Some verdict when not (List.mem (Canonical.string_of_chars verdict) covered) ->
      (Not_covered (Canonical.string_of_chars verdict), None)
  | Some _ ->
      match Checker.Reading.read_claim claim with
      | None -> (Malformed "the claim cannot be read", None)
      | Some read ->
          let answer =
            try of_claim read parts.Checker.Reading.evidence with
            | Decode.Malformed why -> Malformed why
            | Decode.Not_covered rule -> Not_covered rule
            | Decode.Invalid why -> Invalid why
          in
          (* The kernel asks that a certificate names what it needs. *)
          let named = List.exists (fun s -> Canonical.string_of_chars s = "relu") parts.Checker.Reading.assumptions in
          let answer =
            match answer with
            | Valid when named -> Invalid "the assumptions named are not those that the proof needs"
            | Valid_if "relu" when not named -> Invalid "the assumptions named are not those that the proof needs"
            | answer -> answer
          in
          (answer, Some read)

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

(* The answer, with the claim and its digest where it could be read. *)
let of_bytes bytes =
  match Checker.Json.parse (Canonical.chars_of_string bytes) with
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
            match of_parts parts with
            | answer, None -> (answer, None)
            | answer, Some read -> (answer, Some (read, Canonical.string_of_chars parts.Checker.Reading.claim_digest))
