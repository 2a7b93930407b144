(* A claim in readable words, from the claim as the checker read it. *)

module S = Checker.Syntax
module Q = Checker.QArith_base

(* What a claim that is not meant says stays within its line. *)
let text chars = String.map (fun c -> if c < ' ' || c > '~' then '?' else c) (Canonical.string_of_chars chars)
let rational q = text (Checker.Reading.print_Q q)
let integer = Big_int_Z.string_of_big_int
let commas = String.concat ", "

let option = function
  | S.ONone -> "none"
  | S.OFlag b -> string_of_bool b
  | S.OInt z -> integer z
  | S.OInts l -> "[" ^ commas (List.map integer l) ^ "]"
  | S.OName s -> text s

let subscript = function
  | S.At z -> integer z
  | S.Dots -> "..."
  | S.Range (a, b, c) ->
      let part = function None -> "" | Some z -> integer z in
      part a ^ ":" ^ part b ^ (match c with None -> "" | Some z -> ":" ^ integer z)

(* What binds less than its surroundings stands in parentheses: 0 for sums, 1 for products, 2 for signs, 3 for powers,
   4 for what stands by itself. *)
let rec term level t =
  let at binds s = if binds < level then "(" ^ s ^ ")" else s in
  match t with
  | S.Name s -> text s
  | S.Literal q ->
      let binds = if Big_int_Z.sign_big_int q.Q.coq_Qnum < 0 then 0
        else if Big_int_Z.eq_big_int q.Q.coq_Qden Big_int_Z.unit_big_int then 4 else 1 in
      at binds (rational q)
  | S.Sum [] -> "0"
  | S.Sum (a :: l) -> at 0 (List.fold_left summand (term 0 a) l)
  | S.Product l -> at 1 (String.concat "*" (List.map (term 2) l))
  | S.Opposite a -> at 0 ("-" ^ term 2 a)
  | S.Quotient (a, b) -> at 1 (term 1 a ^ "/" ^ term 2 b)
  | S.Power (a, n) -> at 3 (term 4 a ^ "**" ^ integer n)
  | S.Matmul (a, b) -> at 1 (term 1 a ^ " @ " ^ term 2 b)
  | S.Transpose a -> term 4 a ^ ".T"
  | S.Index (a, l) -> term 4 a ^ "[" ^ commas (List.map subscript l) ^ "]"
  | S.Stack l -> "[" ^ commas (List.map (term 0) l) ^ "]"
  | S.Einsum (letters, l) -> call "einsum" (("\"" ^ text letters ^ "\"") :: List.map (term 0) l)
  | S.Apply (f, l, options) ->
      call (text f) (List.map (term 0) l @ List.map (fun (key, value) -> text key ^ "=" ^ option value) options)

and summand written = function
  | S.Opposite a -> written ^ " - " ^ term 1 a
  | a -> written ^ " + " ^ term 1 a

and call f arguments = f ^ "(" ^ commas arguments ^ ")"

let plain = term 0

let declaration (name, shape) =
  text name ^ (match shape with [] -> "" | _ -> "[" ^ commas (List.map integer shape) ^ "]")

let relation = function S.Equal -> "=" | S.NotZero -> "!=" | S.Positive -> ">" | S.Negative -> "<"
let comparison ((a, r), b) = String.concat " " [ plain a; relation r; plain b ]
let fact = function S.Even -> "even" | S.Odd -> "odd" | S.ZeroAtZero -> "zero at zero"

let some title line = function [] -> [] | l -> List.map (fun entry -> Printf.sprintf "%s %s" title (line entry)) l
let joined title line = function [] -> [] | l -> [ Printf.sprintf "%s %s" title (commas (List.map line l)) ]

let family = function
  | S.OfOutputs (lets, outputs, symmetric) ->
      some "let" (fun (name, t) -> text name ^ " = " ^ plain t) lets
      @ some "output" plain outputs
      @ some "treated alike:"
          (fun block -> String.concat " | " (List.map (fun member -> commas (List.map integer member)) block))
          symmetric
  | S.OfFields fields -> some "field" (fun field -> commas (List.map plain field)) fields

let model (m : S.model) =
  some "function" (fun (name, facts) ->
      text name ^ (match facts with [] -> "" | _ -> ", " ^ commas (List.map fact facts))) m.S.functions
  @ joined "parameters" declaration m.S.parameters
  @ joined "inputs" declaration m.S.inputs
  @ family m.S.of_family
  @ joined "frozen" plain m.S.frozen
  @ some "learning rate" (fun (t, q) -> plain t ^ ": " ^ rational q) m.S.rates
  @ some "inputs with" comparison m.S.inputs_where
  @ some "datum" (fun row -> commas (List.map rational row)) (match m.S.data with None -> [] | Some rows -> rows)

let equation (a, b) = plain a ^ " = " ^ plain b

let rec set = function
  | S.Candidate c ->
      joined "constants" declaration c.S.constants
      @ (match c.S.of_equations with
        | S.Equations [] -> [ "no equations" ]
        | S.Equations l -> some "equation" equation l
        | S.FixedBy maps ->
            some "fixed by" (fun map -> commas (List.map (fun (a, b) -> plain a ^ " -> " ^ plain b) map)) maps)
      @ some "where" comparison c.S.where_
  | S.Difference (a, b) ->
      let indented = List.map (fun line -> "  " ^ line) in
      ("all of" :: indented (set a)) @ ("without" :: indented (set b))

let training (m : S.model) =
  let with_loss data symmetric =
    let loss = match symmetric with [] -> "any differentiable loss," | _ -> "any smooth loss that treats these outputs alike," in
    "training on " ^ data ^ ", with " ^ loss
  in
  match m.S.of_family, m.S.data with
  | S.OfFields _, _ -> "motion along these fields, in any combination,"
  | S.OfOutputs (_, _, symmetric), Some _ -> with_loss "these data" symmetric
  | S.OfOutputs (_, _, symmetric), None when m.S.inputs_where <> [] -> with_loss "any such data" symmetric
  | S.OfOutputs (_, _, symmetric), None -> with_loss "any data" symmetric

let verdict (c : S.claim) =
  match c.S.of_verdict with
  | S.Certified -> "certified: " ^ training c.S.of_model ^ " neither enters nor leaves the set"
  | S.Refuted -> "refuted: not all " ^ training c.S.of_model ^ " stays in the set or outside"

(* What the theorem does not speak of is said to be so. *)
let manifold = function
  | None -> []
  | Some (status, dimension) ->
      let dimension = match dimension with None -> "" | Some d -> " of dimension " ^ integer d in
      [ Printf.sprintf "  claimed, and not proved: the set is %s%s" (text status) dimension ]

let claim (c : S.claim) found digest =
  let indented = List.map (fun line -> "    " ^ line) in
  [ "  model" ] @ indented (model c.S.of_model) @ [ "  set" ] @ indented (set c.S.of_set)
  @ [ "  " ^ verdict c ] @ manifold found @ [ "  SHA-256 of the claim " ^ digest ]
