
val eqb : char list -> char list -> bool

val append : char list -> char list -> char list

val list_ascii_of_string : char list -> char list
