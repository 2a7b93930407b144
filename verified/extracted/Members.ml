open Arrays
open BinPos
open List
open Meaning
open QArith_base
open Syntax

(** val leaf_below :
    'a1 scalars -> (Big_int_Z.big_int -> 'a1) -> Big_int_Z.big_int ->
    Big_int_Z.big_int -> 'a1 **)

let leaf_below o leaf first i =
  if Pos.ltb i first
  then leaf i
  else o.s_num { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
         Big_int_Z.unit_big_int }

(** val one_of :
    'a1 scalars -> char list list -> 'a1 environment -> term -> 'a1 option **)

let one_of o names env t =
  match targets o names depth env t with
  | Some l ->
    (match l with
     | [] -> None
     | x :: l0 -> (match l0 with
                   | [] -> Some x
                   | _ :: _ -> None))
  | None -> None

(** val members_of :
    model -> layout -> 'a1 scalars -> (Big_int_Z.big_int -> 'a1) -> 'a1 list
    list option **)

let members_of m l o leaf =
  let leaf0 = leaf_below o leaf (first_atom l) in
  (match m.of_family with
   | OfOutputs (_, _, _) ->
     (match outputs_of o leaf0 m l with
      | Some es -> Some (map (fun a -> a :: []) es)
      | None -> None)
   | OfFields fields ->
     let env = parameter_environment leaf0 m l in
     options_all
       (map (fun x -> options_all (map (one_of o (names_of m) env) x)) fields))
