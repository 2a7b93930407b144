open Datatypes

module Nat :
 sig
  val pred : int -> int

  val max : int -> int -> int

  val even : int -> bool

  val odd : int -> bool
 end
