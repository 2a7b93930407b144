
module Nat :
 sig
  val pred : int -> int

  val even : int -> bool
 end
