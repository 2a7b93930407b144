
val pow_pos : ('a1 -> 'a1 -> 'a1) -> 'a1 -> Big_int_Z.big_int -> 'a1
