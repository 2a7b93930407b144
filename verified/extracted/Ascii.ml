
(** val ascii_of_N : Big_int_Z.big_int -> char **)

let ascii_of_N = (fun n -> Stdlib.Char.chr
  (Big_int_Z.int_of_big_int (Big_int_Z.and_big_int n (Big_int_Z.big_int_of_int 255))))

(** val coq_N_of_ascii : char -> Big_int_Z.big_int **)

let coq_N_of_ascii = (fun c -> Big_int_Z.big_int_of_int (Stdlib.Char.code c))
