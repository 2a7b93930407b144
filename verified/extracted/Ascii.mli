
val ascii_of_N : Big_int_Z.big_int -> char

val coq_N_of_ascii : char -> Big_int_Z.big_int
