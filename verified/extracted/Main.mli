open Compute
open Datatypes
open Evidence
open Expr
open Flow
open Json
open List
open Meaning
open Poly
open Reading
open Rules
open Syntax

type proof =
| OfSet of invariance
| OfDifference of proof * proof

val proof_depth : int

val input_polys : problem -> poly list option

val set_shown :
  model -> layout -> problem -> poly list -> expr list -> (expr * relation)
  list -> invariance -> bool

val region_shown :
  model -> layout -> problem -> poly list -> region -> proof -> bool

val shown : model -> layout -> problem -> region -> proof -> bool

val holds_by : claim -> proof -> bool

val claim_of_bytes : char list -> claim option

val verified : char list -> proof -> bool
