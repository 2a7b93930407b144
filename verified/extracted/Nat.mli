
val add : int -> int -> int

val sub : int -> int -> int
