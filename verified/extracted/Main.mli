open Affine
open Compute
open Datatypes
open Enclosure
open Evidence
open Expr
open Flow
open Functions
open Image
open Json
open Leaving
open List
open Meaning
open Members
open Points
open Poly
open Reading
open Rules
open Sets
open Syntax

type kept_proof =
| OfSet of invariance
| OfImage of images * (fn * poly) list * poly list * condition list
   * invariance
| OfDifference of kept_proof * kept_proof

type proof =
| Stays of kept_proof
| Leaves of place * Big_int_Z.big_int * letter list
| Crosses of place * Big_int_Z.big_int * letter list * bool * invariance

val proof_depth : int

val input_polys : problem -> poly list option

val set_shown :
  model -> layout -> problem -> poly list -> expr list -> (expr * relation)
  list -> invariance -> bool

val region_shown :
  model -> layout -> problem -> poly list -> region -> kept_proof -> bool

val shown : model -> layout -> problem -> region -> kept_proof -> bool

val countered : model -> layout -> problem -> region -> proof -> bool

val holds_by : claim -> proof -> bool

val claim_of_bytes : char list -> claim option

val verified : char list -> proof -> bool
