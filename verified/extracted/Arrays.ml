open Ascii
open BinInt
open BinNat
open BinPos
open Datatypes
open Definitions
open FMapPositive
open Functions
open List
open QArith_base
open Qreduction
open String
open Syntax

type 'a scalars = { s_num : (coq_Q -> 'a); s_sum : ('a list -> 'a);
                    s_product : ('a list -> 'a);
                    s_power : ('a -> Big_int_Z.big_int -> 'a);
                    s_call : (fn -> 'a -> 'a option) }

type 'a tensor = { shape : Big_int_Z.big_int list; entries : 'a list }

type 'a environment = (char list * 'a tensor) list

(** val bind : 'a1 option -> ('a1 -> 'a2 option) -> 'a2 option **)

let bind x f =
  match x with
  | Some a -> f a
  | None -> None

(** val traverse : ('a1 -> 'a2 option) -> 'a1 list -> 'a2 list option **)

let rec traverse f = function
| [] -> Some []
| a :: l0 ->
  bind (f a) (fun b -> bind (traverse f l0) (fun m -> Some (b :: m)))

(** val nth_N : 'a1 list -> Big_int_Z.big_int -> 'a1 option **)

let rec nth_N l i =
  match l with
  | [] -> None
  | a :: l0 ->
    if N.eqb i Big_int_Z.zero_big_int then Some a else nth_N l0 (N.pred i)

(** val assoc : char list -> (char list * 'a1) list -> 'a1 option **)

let rec assoc s = function
| [] -> None
| p :: l0 -> let (t0, a) = p in if eqb s t0 then Some a else assoc s l0

(** val assoc_N :
    Big_int_Z.big_int -> (Big_int_Z.big_int * 'a1) list -> 'a1 option **)

let rec assoc_N s = function
| [] -> None
| p :: l0 -> let (t0, a) = p in if N.eqb s t0 then Some a else assoc_N s l0

(** val count : 'a1 list -> Big_int_Z.big_int **)

let count l =
  fold_left (fun n _ -> N.succ n) l Big_int_Z.zero_big_int

(** val among : Big_int_Z.big_int -> Big_int_Z.big_int list -> bool **)

let among i l =
  existsb (N.eqb i) l

(** val named : char list -> char list list -> bool **)

let named s l =
  existsb (eqb s) l

(** val distinct : Big_int_Z.big_int list -> bool **)

let rec distinct = function
| [] -> true
| i :: l0 -> (&&) (negb (among i l0)) (distinct l0)

(** val same_shape :
    Big_int_Z.big_int list -> Big_int_Z.big_int list -> bool **)

let rec same_shape a b =
  match a with
  | [] -> (match b with
           | [] -> true
           | _ :: _ -> false)
  | x :: a0 ->
    (match b with
     | [] -> false
     | y :: b0 -> (&&) (N.eqb x y) (same_shape a0 b0))

(** val same : Big_int_Z.big_int -> 'a1 -> 'a1 list **)

let same n a =
  N.iter n (fun x -> a :: x) []

(** val range : Big_int_Z.big_int -> Big_int_Z.big_int list **)

let range n =
  snd
    (N.iter n (fun p -> ((N.pred (fst p)), ((N.pred (fst p)) :: (snd p))))
      (n, []))

(** val most_axes : Big_int_Z.big_int **)

let most_axes =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))

(** val most_entries : Big_int_Z.big_int **)

let most_entries =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int))))))))))))))))))))

(** val size_of : Big_int_Z.big_int list -> Big_int_Z.big_int **)

let size_of shape0 =
  fold_right N.mul Big_int_Z.unit_big_int shape0

(** val fits : Big_int_Z.big_int list -> bool **)

let fits shape0 =
  if N.leb (count shape0) most_axes
  then N.leb (size_of shape0) most_entries
  else false

(** val strides : Big_int_Z.big_int list -> Big_int_Z.big_int list **)

let rec strides = function
| [] -> []
| _ :: rest -> (size_of rest) :: (strides rest)

(** val axes :
    Big_int_Z.big_int list -> (Big_int_Z.big_int * Big_int_Z.big_int) list **)

let axes shape0 =
  combine shape0 (strides shape0)

(** val steps :
    (Big_int_Z.big_int * Big_int_Z.big_int) -> Big_int_Z.big_int list **)

let steps axis =
  map (fun i -> N.mul i (snd axis)) (range (fst axis))

(** val offsets : Big_int_Z.big_int list list -> Big_int_Z.big_int list **)

let offsets choices =
  fold_left (fun found chosen0 ->
    flat_map (fun offset -> map (N.add offset) chosen0) found) choices
    (Big_int_Z.zero_big_int :: [])

(** val each_with :
    Big_int_Z.big_int list -> Big_int_Z.big_int list -> Big_int_Z.big_int
    list list **)

let each_with more places =
  map (fun place -> map (N.add place) more) places

(** val one_axis :
    Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int option **)

let one_axis dimensions axis =
  let d = Z.of_N dimensions in
  if (&&) (Z.leb (Z.opp d) axis) (Z.ltb axis d)
  then Some (Z.to_N (Z.modulo axis d))
  else None

(** val axes_meant :
    Big_int_Z.big_int -> Big_int_Z.big_int list option -> Big_int_Z.big_int
    list option **)

let axes_meant dimensions = function
| Some given0 ->
  bind (traverse (one_axis dimensions) given0) (fun found ->
    if (&&) (distinct found)
         (negb (N.eqb (count found) Big_int_Z.zero_big_int))
    then Some (filter (fun i -> among i found) (range dimensions))
    else None)
| None -> Some (range dimensions)

(** val other_axes :
    Big_int_Z.big_int -> Big_int_Z.big_int list -> Big_int_Z.big_int list **)

let other_axes dimensions found =
  filter (fun i -> negb (among i found)) (range dimensions)

(** val common_of_reversed :
    Big_int_Z.big_int list -> Big_int_Z.big_int list -> Big_int_Z.big_int
    list option **)

let rec common_of_reversed a b =
  match a with
  | [] -> Some b
  | m :: a0 ->
    (match b with
     | [] -> Some a
     | n :: b0 ->
       bind (common_of_reversed a0 b0) (fun c ->
         if (||) (N.eqb m n) (N.eqb n Big_int_Z.unit_big_int)
         then Some (m :: c)
         else if N.eqb m Big_int_Z.unit_big_int then Some (n :: c) else None))

(** val common_shape :
    Big_int_Z.big_int list list -> Big_int_Z.big_int list ->
    Big_int_Z.big_int list option **)

let rec common_shape shapes common =
  match shapes with
  | [] -> Some common
  | one :: shapes0 ->
    bind (common_of_reversed (rev common) (rev one)) (fun c ->
      common_shape shapes0 (rev c))

(** val stretch :
    Big_int_Z.big_int list -> (Big_int_Z.big_int * Big_int_Z.big_int) list ->
    Big_int_Z.big_int list list **)

let rec stretch wanted axes0 =
  match wanted with
  | [] -> []
  | n :: wanted0 ->
    (match axes0 with
     | [] -> (steps (n, Big_int_Z.zero_big_int)) :: (stretch wanted0 [])
     | p :: axes1 ->
       let (size, stride) = p in
       (steps (n,
         (if N.eqb size Big_int_Z.unit_big_int
          then Big_int_Z.zero_big_int
          else stride))) :: (stretch wanted0 axes1))

(** val scalar : 'a1 -> 'a1 tensor **)

let scalar a =
  { shape = []; entries = (a :: []) }

(** val indexed : 'a1 list -> 'a1 PositiveMap.t **)

let indexed l =
  snd
    (fold_left (fun p a -> ((Pos.succ (fst p)),
      (PositiveMap.add (fst p) a (snd p)))) l (Big_int_Z.unit_big_int,
      PositiveMap.empty))

(** val ascending : Big_int_Z.big_int list -> bool **)

let rec ascending = function
| [] -> true
| i :: rest ->
  (match rest with
   | [] -> true
   | j :: _ -> (&&) (N.ltb i j) (ascending rest))

(** val picked :
    'a1 list -> Big_int_Z.big_int -> Big_int_Z.big_int list -> 'a1 list option **)

let rec picked l at_ places = match places with
| [] -> Some []
| i :: rest ->
  (match l with
   | [] -> None
   | a :: l0 ->
     if N.eqb at_ i
     then bind (picked l0 (N.succ at_) rest) (fun r -> Some (a :: r))
     else picked l0 (N.succ at_) places)

(** val gather : 'a1 list -> Big_int_Z.big_int list -> 'a1 list option **)

let gather l places =
  if ascending places
  then picked l Big_int_Z.zero_big_int places
  else let m = indexed l in
       traverse (fun i -> PositiveMap.find (N.succ_pos i) m) places

(** val gather_rows :
    'a1 list -> Big_int_Z.big_int list list -> 'a1 list list option **)

let gather_rows l places =
  let m = indexed l in
  traverse (traverse (fun i -> PositiveMap.find (N.succ_pos i) m)) places

(** val gathered :
    'a1 tensor -> Big_int_Z.big_int list -> Big_int_Z.big_int list list ->
    'a1 tensor option **)

let gathered t0 shape0 choices =
  bind (gather t0.entries (offsets choices)) (fun l -> Some { shape = shape0;
    entries = l })

(** val rows_of :
    'a1 tensor -> Big_int_Z.big_int list -> Big_int_Z.big_int list -> 'a1
    list list option **)

let rows_of t0 outer inner =
  bind (traverse (nth_N (axes t0.shape)) outer) (fun o ->
    bind (traverse (nth_N (axes t0.shape)) inner) (fun i ->
      gather_rows t0.entries
        (each_with (offsets (map steps i)) (offsets (map steps o)))))

(** val broadcast :
    Big_int_Z.big_int list -> 'a1 tensor -> 'a1 tensor option **)

let broadcast wanted t0 =
  if same_shape t0.shape wanted
  then Some t0
  else if fits wanted
       then gathered t0 wanted
              (rev (stretch (rev wanted) (rev (axes t0.shape))))
       else None

(** val paired : 'a1 list -> 'a1 list list -> 'a1 list list option **)

let rec paired a l =
  match a with
  | [] -> (match l with
           | [] -> Some []
           | _ :: _ -> None)
  | x :: a0 ->
    (match l with
     | [] -> None
     | y :: l0 -> bind (paired a0 l0) (fun m -> Some ((x :: y) :: m)))

(** val columns : 'a1 list list -> 'a1 list list option **)

let rec columns = function
| [] -> None
| a :: l0 ->
  (match l0 with
   | [] -> Some (map (fun x -> x :: []) a)
   | _ :: _ -> bind (columns l0) (fun m -> paired a m))

(** val together : 'a1 tensor list -> 'a1 tensor list option **)

let together l =
  bind (common_shape (map (fun t0 -> t0.shape) l) []) (fun common ->
    traverse (broadcast common) l)

(** val entrywise :
    ('a1 list -> 'a1) -> 'a1 tensor list -> 'a1 tensor option **)

let entrywise f l =
  bind (common_shape (map (fun t0 -> t0.shape) l) []) (fun common ->
    bind (traverse (broadcast common) l) (fun l0 ->
      bind (columns (map (fun t0 -> t0.entries) l0)) (fun rows -> Some
        { shape = common; entries = (map f rows) })))

(** val each : ('a1 -> 'a1 option) -> 'a1 tensor -> 'a1 tensor option **)

let each f t0 =
  bind (traverse f t0.entries) (fun l -> Some { shape = t0.shape; entries =
    l })

(** val transpose :
    Big_int_Z.big_int list -> 'a1 tensor -> 'a1 tensor option **)

let transpose order t0 =
  let dimensions = count t0.shape in
  if (&&) (N.eqb (count order) dimensions)
       (forallb (fun i -> among i order) (range dimensions))
  then bind (traverse (nth_N (axes t0.shape)) order) (fun chosen0 ->
         gathered t0 (map fst chosen0) (map steps chosen0))
  else None

(** val reversed : 'a1 tensor -> 'a1 tensor option **)

let reversed t0 =
  transpose (rev (range (count t0.shape))) t0

(** val sliced :
    Big_int_Z.big_int -> Big_int_Z.big_int option -> Big_int_Z.big_int option
    -> Big_int_Z.big_int option -> Big_int_Z.big_int list option **)

let sliced size start stop step =
  let by_ = match step with
            | Some s -> s
            | None -> Big_int_Z.unit_big_int in
  if negb (Z.eqb by_ Big_int_Z.zero_big_int)
  then let down = Z.ltb by_ Big_int_Z.zero_big_int in
       let lower =
         if down
         then Big_int_Z.minus_big_int Big_int_Z.unit_big_int
         else Big_int_Z.zero_big_int
       in
       let upper = if down then Z.sub size Big_int_Z.unit_big_int else size in
       let clamped = fun i ->
         if Z.ltb i Big_int_Z.zero_big_int
         then Z.max (Z.add i size) lower
         else Z.min i upper
       in
       let first =
         match start with
         | Some i -> clamped i
         | None -> if down then upper else lower
       in
       let last =
         match stop with
         | Some i -> clamped i
         | None -> if down then lower else upper
       in
       let span = if down then Z.sub first last else Z.sub last first in
       if Z.ltb Big_int_Z.zero_big_int span
       then Some
              (map (fun k -> Z.add first (Z.mul (Z.of_N k) by_))
                (range
                  (Z.to_N
                    (Z.add
                      (Z.div (Z.sub span Big_int_Z.unit_big_int) (Z.abs by_))
                      Big_int_Z.unit_big_int))))
       else None
  else None

(** val chosen :
    subscript -> (Big_int_Z.big_int * Big_int_Z.big_int) ->
    (Big_int_Z.big_int list * Big_int_Z.big_int list) option **)

let chosen s axis =
  let size = Z.of_N (fst axis) in
  (match s with
   | At i ->
     if (&&) (Z.leb (Z.opp size) i) (Z.ltb i size)
     then Some (((N.mul (Z.to_N (Z.modulo i size)) (snd axis)) :: []), [])
     else None
   | Range (a, b, c) ->
     bind (sliced size a b c) (fun l ->
       let l0 = map (fun i -> N.mul (Z.to_N i) (snd axis)) l in
       Some (l0, ((count l0) :: [])))
   | Dots -> None)

(** val is_dots : subscript -> bool **)

let is_dots = function
| Dots -> true
| _ -> false

(** val subscripted : subscript list -> 'a1 tensor -> 'a1 tensor option **)

let subscripted l t0 =
  let given = count (filter (fun s -> negb (is_dots s)) l) in
  let left = N.sub (count t0.shape) given in
  if (&&) (N.leb given (count t0.shape))
       (N.leb (count (filter is_dots l)) Big_int_Z.unit_big_int)
  then let l0 = if existsb is_dots l then l else app l (Dots :: []) in
       let l1 =
         flat_map (fun s ->
           if is_dots s then same left (Range (None, None, None)) else s :: [])
           l0
       in
       bind
         (traverse (fun p -> chosen (fst p) (snd p))
           (combine l1 (axes t0.shape))) (fun parts ->
         gathered t0 (flat_map snd parts) (map fst parts))
  else None

(** val reshaped :
    Big_int_Z.big_int list -> 'a1 tensor -> 'a1 tensor option **)

let reshaped wanted t0 =
  let size = size_of t0.shape in
  let free =
    filter (Z.eqb (Big_int_Z.minus_big_int Big_int_Z.unit_big_int)) wanted
  in
  let known =
    filter (fun n ->
      negb (Z.eqb n (Big_int_Z.minus_big_int Big_int_Z.unit_big_int))) wanted
  in
  if (&&) (N.leb (count wanted) most_axes)
       (forallb (Z.leb Big_int_Z.unit_big_int) known)
  then let rest = size_of (map Z.to_N known) in
       if if N.eqb (count free) Big_int_Z.zero_big_int
          then N.eqb rest size
          else (&&) (N.eqb (count free) Big_int_Z.unit_big_int)
                 (N.eqb (N.modulo size rest) Big_int_Z.zero_big_int)
       then Some { shape =
              (map (fun n ->
                if Z.eqb n (Big_int_Z.minus_big_int Big_int_Z.unit_big_int)
                then N.div size rest
                else Z.to_N n) wanted); entries = t0.entries }
       else None
  else None

(** val stacked :
    Big_int_Z.big_int -> 'a1 tensor list -> 'a1 tensor option **)

let stacked axis l =
  match map (fun t0 -> t0.shape) l with
  | [] -> None
  | one :: others ->
    bind (one_axis (N.add (count one) Big_int_Z.unit_big_int) axis)
      (fun at_ ->
      if (&&) (forallb (same_shape one) others) (fits ((count l) :: one))
      then let rest = range (count one) in
           transpose
             (app (map N.succ (filter (fun i -> N.ltb i at_) rest))
               (Big_int_Z.zero_big_int :: (map N.succ
                                            (filter (fun i -> N.leb at_ i)
                                              rest)))) { shape =
             ((count l) :: one); entries =
             (flat_map (fun t0 -> t0.entries) l) }
      else None)

(** val without :
    Big_int_Z.big_int -> Big_int_Z.big_int list -> Big_int_Z.big_int list **)

let rec without at_ = function
| [] -> []
| n :: shape1 ->
  if N.eqb at_ Big_int_Z.zero_big_int
  then shape1
  else n :: (without (N.pred at_) shape1)

(** val instead :
    Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int list ->
    Big_int_Z.big_int list **)

let rec instead at_ n = function
| [] -> []
| m :: shape1 ->
  if N.eqb at_ Big_int_Z.zero_big_int
  then n :: shape1
  else m :: (instead (N.pred at_) n shape1)

(** val before :
    Big_int_Z.big_int -> Big_int_Z.big_int list -> Big_int_Z.big_int list **)

let rec before at_ = function
| [] -> []
| n :: shape1 ->
  if N.eqb at_ Big_int_Z.zero_big_int
  then []
  else n :: (before (N.pred at_) shape1)

(** val from :
    Big_int_Z.big_int -> Big_int_Z.big_int list -> Big_int_Z.big_int list **)

let rec from at_ shape0 = match shape0 with
| [] -> []
| _ :: rest ->
  if N.eqb at_ Big_int_Z.zero_big_int then shape0 else from (N.pred at_) rest

(** val blocks :
    Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int list list ->
    (Big_int_Z.big_int * Big_int_Z.big_int) list **)

let rec blocks at_ first = function
| [] -> []
| one :: shapes0 ->
  (first,
    (size_of (from at_ one))) :: (blocks at_ (N.add first (size_of one))
                                   shapes0)

(** val concatenated :
    Big_int_Z.big_int -> 'a1 tensor list -> 'a1 tensor option **)

let concatenated axis l =
  match map (fun t0 -> t0.shape) l with
  | [] -> None
  | one :: others ->
    bind (one_axis (count one) axis) (fun at_ ->
      if forallb (fun s ->
           (&&) (N.eqb (count s) (count one))
             (same_shape (without at_ s) (without at_ one))) others
      then bind (traverse (fun shape0 -> nth_N shape0 at_) (one :: others))
             (fun sizes ->
             let whole =
               instead at_ (fold_right N.add Big_int_Z.zero_big_int sizes) one
             in
             if fits whole
             then let parts =
                    blocks at_ Big_int_Z.zero_big_int (one :: others)
                  in
                  let row = fun r ->
                    flat_map (fun b ->
                      map (N.add (N.add (fst b) (N.mul r (snd b))))
                        (range (snd b))) parts
                  in
                  bind
                    (gather (flat_map (fun t0 -> t0.entries) l)
                      (flat_map row (range (size_of (before at_ one)))))
                    (fun entries0 -> Some { shape = whole; entries =
                    entries0 })
             else None)
      else None)

(** val repeated :
    Big_int_Z.big_int -> Big_int_Z.big_int option -> 'a1 tensor -> 'a1 tensor
    option **)

let repeated times axis t0 =
  if Z.leb Big_int_Z.unit_big_int times
  then let t1 =
         match axis with
         | Some _ -> t0
         | None ->
           { shape = ((size_of t0.shape) :: []); entries = t0.entries }
       in
       bind
         (one_axis (count t1.shape)
           (match axis with
            | Some axis0 -> axis0
            | None -> Big_int_Z.zero_big_int)) (fun at_ ->
         bind (nth_N t1.shape at_) (fun size ->
           let whole = instead at_ (N.mul size (Z.to_N times)) t1.shape in
           if fits whole
           then gathered t1 whole
                  (map (fun p ->
                    if N.eqb (fst p) at_
                    then flat_map (same (Z.to_N times)) (steps (snd p))
                    else steps (snd p))
                    (combine (range (count t1.shape)) (axes t1.shape)))
           else None))
  else None

(** val filled : Big_int_Z.big_int list -> 'a1 -> 'a1 tensor option **)

let filled shape0 a =
  let sizes = map Z.to_N shape0 in
  if (&&) (forallb (Z.leb Big_int_Z.unit_big_int) shape0) (fits sizes)
  then Some { shape = sizes; entries = (same (size_of sizes) a) }
  else None

(** val diagonal : 'a1 -> 'a1 tensor -> 'a1 tensor option **)

let diagonal zero t0 =
  match t0.shape with
  | [] -> None
  | m :: l ->
    (match l with
     | [] ->
       if fits (m :: (m :: []))
       then let row = fun i ->
              map (fun j -> if N.eqb i j then i else m) (range m)
            in
            bind
              (gather (app t0.entries (zero :: [])) (flat_map row (range m)))
              (fun l0 -> Some { shape = (m :: (m :: [])); entries = l0 })
       else None
     | n :: l0 ->
       (match l0 with
        | [] ->
          let size = N.min m n in
          gathered t0 (size :: [])
            ((steps (size, (N.add n Big_int_Z.unit_big_int))) :: [])
        | _ :: _ -> None))

(** val padded :
    'a1 -> Big_int_Z.big_int -> Big_int_Z.big_int list -> 'a1 tensor -> 'a1
    tensor option **)

let rec padded zero axis padding t0 =
  match padding with
  | [] -> Some t0
  | width :: padding0 ->
    bind
      (if N.eqb width Big_int_Z.zero_big_int
       then Some t0
       else bind (filled (map Z.of_N (instead axis width t0.shape)) zero)
              (fun zeros ->
              concatenated (Z.of_N axis) (zeros :: (t0 :: (zeros :: [])))))
      (fun t1 -> padded zero (N.succ axis) padding0 t1)

(** val window :
    (Big_int_Z.big_int * Big_int_Z.big_int) ->
    (Big_int_Z.big_int * Big_int_Z.big_int) ->
    ((Big_int_Z.big_int * Big_int_Z.big_int) * (Big_int_Z.big_int * Big_int_Z.big_int))
    option **)

let window size_stride width_step =
  let (size, stride) = size_stride in
  let (width, step) = width_step in
  if N.leb width size
  then Some (((N.add (N.div (N.sub size width) step) Big_int_Z.unit_big_int),
         (N.mul step stride)), (width, stride))
  else None

(** val windowed :
    'a1 -> Big_int_Z.big_int list -> Big_int_Z.big_int list ->
    Big_int_Z.big_int list -> 'a1 tensor -> 'a1 tensor option **)

let windowed zero kernel stride padding t0 =
  if (&&) (forallb (Z.leb Big_int_Z.unit_big_int) stride)
       (forallb (Z.leb Big_int_Z.zero_big_int) padding)
  then bind (padded zero Big_int_Z.unit_big_int (map Z.to_N padding) t0)
         (fun t1 ->
         match axes t1.shape with
         | [] -> None
         | first :: rest ->
           bind
             (traverse (fun p -> window (fst p) (snd p))
               (combine rest (combine kernel (map Z.to_N stride))))
             (fun found ->
             let all = first :: (app (map fst found) (map snd found)) in
             if fits (map fst all)
             then gathered t1 (map fst all) (map steps all)
             else None))
  else None

(** val reduced_shape :
    Big_int_Z.big_int list -> Big_int_Z.big_int list -> bool ->
    Big_int_Z.big_int list **)

let reduced_shape shape0 found keep =
  flat_map (fun p ->
    if among (fst p) found
    then if keep then Big_int_Z.unit_big_int :: [] else []
    else (snd p) :: []) (combine (range (count shape0)) shape0)

(** val reduced :
    ('a1 list -> 'a1) -> Big_int_Z.big_int list option -> bool -> 'a1 tensor
    -> 'a1 tensor option **)

let reduced combine_ given keep t0 =
  let dimensions = count t0.shape in
  bind (axes_meant dimensions given) (fun found ->
    bind (rows_of t0 (other_axes dimensions found) found) (fun rows -> Some
      { shape = (reduced_shape t0.shape found keep); entries =
      (map combine_ rows) }))

(** val fold_some :
    ('a1 -> 'a1 -> 'a1 option) -> 'a1 list -> 'a1 -> 'a1 option **)

let rec fold_some f l a =
  match l with
  | [] -> Some a
  | b :: l0 -> bind (f a b) (fun c -> fold_some f l0 c)

(** val folded :
    ('a1 tensor -> 'a1 tensor -> 'a1 tensor option) -> Big_int_Z.big_int list
    option -> bool -> 'a1 tensor -> 'a1 tensor option **)

let folded f given keep t0 =
  let dimensions = count t0.shape in
  bind (axes_meant dimensions given) (fun found ->
    bind (rows_of t0 found (other_axes dimensions found)) (fun rows ->
      let size = size_of (reduced_shape t0.shape found false) in
      (match map (fun x -> { shape = (size :: []); entries = x }) rows with
       | [] -> None
       | first :: others ->
         bind (fold_some f others first) (fun one -> Some { shape =
           (reduced_shape t0.shape found keep); entries = one.entries }))))

(** val running : ('a1 list -> 'a1) -> 'a1 -> 'a1 list -> 'a1 list **)

let rec running sum so_far = function
| [] -> []
| a :: l0 -> let s = sum (so_far :: (a :: [])) in s :: (running sum s l0)

(** val sums_so_far : ('a1 list -> 'a1) -> 'a1 list -> 'a1 list **)

let sums_so_far sum = function
| [] -> []
| a :: l0 -> a :: (running sum a l0)

(** val cumulated :
    ('a1 list -> 'a1) -> Big_int_Z.big_int -> 'a1 tensor -> 'a1 tensor option **)

let cumulated sum axis t0 =
  let dimensions = count t0.shape in
  bind (one_axis dimensions axis) (fun at_ ->
    bind (nth_N t0.shape at_) (fun size ->
      bind (rows_of t0 (other_axes dimensions (at_ :: [])) (at_ :: []))
        (fun rows ->
        transpose
          (map (fun i ->
            if N.ltb i at_
            then i
            else if N.eqb i at_
                 then N.sub dimensions Big_int_Z.unit_big_int
                 else N.sub i Big_int_Z.unit_big_int) (range dimensions))
          { shape = (app (without at_ t0.shape) (size :: [])); entries =
          (flat_map (sums_so_far sum) rows) })))

(** val note_sizes :
    Big_int_Z.big_int list -> Big_int_Z.big_int list ->
    (Big_int_Z.big_int * Big_int_Z.big_int) list ->
    (Big_int_Z.big_int * Big_int_Z.big_int) list option **)

let rec note_sizes letters sizes known =
  match letters with
  | [] -> (match sizes with
           | [] -> Some known
           | _ :: _ -> None)
  | letter0 :: letters0 ->
    (match sizes with
     | [] -> None
     | size :: sizes0 ->
       (match assoc_N letter0 known with
        | Some other ->
          if N.eqb size other then note_sizes letters0 sizes0 known else None
        | None ->
          note_sizes letters0 sizes0 (app known ((letter0, size) :: []))))

(** val sizes_of_letters :
    Big_int_Z.big_int list list -> Big_int_Z.big_int list list ->
    (Big_int_Z.big_int * Big_int_Z.big_int) list ->
    (Big_int_Z.big_int * Big_int_Z.big_int) list option **)

let rec sizes_of_letters operands shapes known =
  match operands with
  | [] -> (match shapes with
           | [] -> Some known
           | _ :: _ -> None)
  | letters :: operands0 ->
    (match shapes with
     | [] -> None
     | shape0 :: shapes0 ->
       bind (note_sizes letters shape0 known) (fun known0 ->
         sizes_of_letters operands0 shapes0 known0))

(** val stride_of :
    Big_int_Z.big_int list -> Big_int_Z.big_int list -> Big_int_Z.big_int ->
    Big_int_Z.big_int **)

let stride_of letters strides0 letter0 =
  fold_right (fun p sum ->
    if N.eqb (fst p) letter0 then N.add (snd p) sum else sum)
    Big_int_Z.zero_big_int (combine letters strides0)

(** val factors :
    (Big_int_Z.big_int * Big_int_Z.big_int) list ->
    (Big_int_Z.big_int * Big_int_Z.big_int) list -> Big_int_Z.big_int list ->
    'a1 tensor -> 'a1 list list option **)

let factors result summed letters t0 =
  let along = fun p ->
    steps ((snd p), (stride_of letters (strides t0.shape) (fst p)))
  in
  gather_rows t0.entries
    (each_with (offsets (map along summed)) (offsets (map along result)))

(** val contracted :
    ('a1 list -> 'a1) -> ('a1 list -> 'a1) -> Big_int_Z.big_int list list ->
    Big_int_Z.big_int list -> 'a1 tensor list -> 'a1 tensor option **)

let contracted sum product operands result l =
  bind (sizes_of_letters operands (map (fun t0 -> t0.shape) l) [])
    (fun sizes ->
    bind (traverse (fun letter0 -> assoc_N letter0 sizes) result)
      (fun found ->
      let summed = filter (fun p -> negb (among (fst p) result)) sizes in
      if (&&) ((&&) (distinct result) (fits found))
           (N.leb
             (N.mul (N.mul (size_of found) (size_of (map snd summed)))
               (count operands)) most_entries)
      then bind
             (traverse (fun p ->
               factors (combine result found) summed (fst p) (snd p))
               (combine operands l)) (fun rows ->
             bind (columns rows) (fun places ->
               bind
                 (traverse (fun place ->
                   bind (columns place) (fun products -> Some
                     (sum (map product products)))) places) (fun entries0 ->
                 Some { shape = found; entries = entries0 })))
      else None))

(** val letter : char -> Big_int_Z.big_int option **)

let letter c =
  let n = coq_N_of_ascii c in
  if (||)
       ((&&)
         (N.leb
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))))) n)
         (N.leb n (Big_int_Z.mult_int_big_int 2
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           (Big_int_Z.mult_int_big_int 2
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))))))))
       ((&&)
         (N.leb
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           Big_int_Z.unit_big_int)))))) n)
         (N.leb n (Big_int_Z.mult_int_big_int 2
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           (Big_int_Z.mult_int_big_int 2
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           Big_int_Z.unit_big_int))))))))
  then Some n
  else None

(** val alphabet : Big_int_Z.big_int list **)

let alphabet =
  app
    (map
      (N.add
        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
        (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
        (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
        (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))))))
      (range (Big_int_Z.mult_int_big_int 2
        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
        (Big_int_Z.mult_int_big_int 2
        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
        Big_int_Z.unit_big_int))))))
    (map
      (N.add
        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
        (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
        (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
        Big_int_Z.unit_big_int)))))))
      (range (Big_int_Z.mult_int_big_int 2
        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
        (Big_int_Z.mult_int_big_int 2
        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
        Big_int_Z.unit_big_int))))))

(** val split_arrow : char list -> char list * char list option **)

let rec split_arrow = function
| [] -> ([], None)
| c :: l0 ->
  (match l0 with
   | [] -> ((c :: []), None)
   | d :: rest ->
     if (&&) ((=) c '-') ((=) d '>')
     then ([], (Some rest))
     else let (a, b) = split_arrow l0 in ((c :: a), b))

(** val split_commas : char list -> char list list **)

let rec split_commas = function
| [] -> [] :: []
| c :: l0 ->
  if (=) c ','
  then [] :: (split_commas l0)
  else (match split_commas l0 with
        | [] -> (c :: []) :: []
        | part :: parts -> (c :: part) :: parts)

(** val letters_of :
    char list -> (Big_int_Z.big_int list list * Big_int_Z.big_int list) option **)

let letters_of text =
  let (operands, after) =
    split_arrow
      (filter (fun c -> negb ((=) c ' ')) (list_ascii_of_string text))
  in
  bind (traverse (traverse letter) (split_commas operands)) (fun operands0 ->
    bind
      (match after with
       | Some l -> traverse letter l
       | None ->
         Some
           (filter (fun c ->
             N.eqb (count (filter (N.eqb c) (concat operands0)))
               Big_int_Z.unit_big_int) alphabet)) (fun result -> Some
      (operands0, result)))

(** val einsum :
    ('a1 list -> 'a1) -> ('a1 list -> 'a1) -> char list -> 'a1 tensor list ->
    'a1 tensor option **)

let einsum sum product text l =
  bind (letters_of text) (fun letters ->
    contracted sum product (fst letters) (snd letters) l)

(** val matrices :
    Big_int_Z.big_int list -> (Big_int_Z.big_int
    list * (Big_int_Z.big_int * Big_int_Z.big_int)) option **)

let matrices shape0 =
  match rev shape0 with
  | [] -> None
  | n :: l ->
    (match l with
     | [] -> None
     | m :: front -> Some ((rev front), (m, n)))

(** val matmul :
    ('a1 list -> 'a1) -> ('a1 list -> 'a1) -> 'a1 tensor -> 'a1 tensor -> 'a1
    tensor option **)

let matmul sum product a b =
  let row = N.eqb (count a.shape) Big_int_Z.unit_big_int in
  let column = N.eqb (count b.shape) Big_int_Z.unit_big_int in
  let a0 = { shape =
    (if row then Big_int_Z.unit_big_int :: a.shape else a.shape); entries =
    a.entries }
  in
  let b0 = { shape =
    (if column then app b.shape (Big_int_Z.unit_big_int :: []) else b.shape);
    entries = b.entries }
  in
  bind (matrices a0.shape) (fun left ->
    bind (matrices b0.shape) (fun right ->
      if N.eqb (snd (snd left)) (fst (snd right))
      then bind (common_shape ((fst left) :: ((fst right) :: [])) [])
             (fun front ->
             bind
               (broadcast
                 (app front ((fst (snd left)) :: ((snd (snd left)) :: [])))
                 a0) (fun a1 ->
               bind
                 (broadcast
                   (app front
                     ((fst (snd right)) :: ((snd (snd right)) :: []))) b0)
                 (fun b1 ->
                 let stack = range (count front) in
                 bind
                   (contracted sum product
                     ((app stack ((Big_int_Z.mult_int_big_int 2
                        (Big_int_Z.mult_int_big_int 2
                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                        (Big_int_Z.mult_int_big_int 2
                        (Big_int_Z.mult_int_big_int 2
                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                        Big_int_Z.unit_big_int)))))) :: (((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                        (Big_int_Z.mult_int_big_int 2
                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                        (Big_int_Z.mult_int_big_int 2
                        (Big_int_Z.mult_int_big_int 2
                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                        Big_int_Z.unit_big_int)))))) :: []))) :: ((app stack
                                                                    (((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    Big_int_Z.unit_big_int)))))) :: ((Big_int_Z.mult_int_big_int 2
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    Big_int_Z.unit_big_int)))))) :: []))) :: []))
                     (app stack ((Big_int_Z.mult_int_big_int 2
                       (Big_int_Z.mult_int_big_int 2
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       (Big_int_Z.mult_int_big_int 2
                       (Big_int_Z.mult_int_big_int 2
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       Big_int_Z.unit_big_int)))))) :: ((Big_int_Z.mult_int_big_int 2
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       (Big_int_Z.mult_int_big_int 2
                       (Big_int_Z.mult_int_big_int 2
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       Big_int_Z.unit_big_int)))))) :: [])))
                     (a1 :: (b1 :: []))) (fun found -> Some { shape =
                   (app front
                     (app (if row then [] else (fst (snd left)) :: [])
                       (if column then [] else (snd (snd right)) :: [])));
                   entries = found.entries }))))
      else None))

(** val flag : char list -> bool -> options -> bool option **)

let flag key default o =
  match assoc key o with
  | Some o0 -> (match o0 with
                | OFlag b -> Some b
                | _ -> None)
  | None -> Some default

(** val integer :
    char list -> Big_int_Z.big_int option -> options -> Big_int_Z.big_int
    option **)

let integer key default o =
  match assoc key o with
  | Some o0 -> (match o0 with
                | OInt z -> Some z
                | _ -> None)
  | None -> default

(** val integers : char list -> options -> Big_int_Z.big_int list option **)

let integers key o =
  match assoc key o with
  | Some o0 ->
    (match o0 with
     | OInt z -> Some (z :: [])
     | OInts l -> Some l
     | _ -> None)
  | None -> None

(** val axes_given : options -> Big_int_Z.big_int list option option **)

let axes_given o =
  match assoc ('a'::('x'::('i'::('s'::[])))) o with
  | Some o0 ->
    (match o0 with
     | ONone -> Some None
     | _ ->
       bind (integers ('a'::('x'::('i'::('s'::[])))) o) (fun l -> Some (Some
         l)))
  | None -> Some None

(** val per_axis :
    char list -> Big_int_Z.big_int -> options -> Big_int_Z.big_int list option **)

let per_axis key n o =
  bind (integers key o) (fun l ->
    match l with
    | [] -> if N.eqb (count l) n then Some l else None
    | one :: l0 ->
      (match l0 with
       | [] -> Some (same n one)
       | _ :: _ -> if N.eqb (count l) n then Some l else None))

(** val resolved : options -> options -> options **)

let resolved outer given =
  map (fun p -> ((fst p),
    (match snd p with
     | OName s ->
       (match assoc s outer with
        | Some value -> value
        | None -> snd p)
     | x -> x))) given

(** val most_exponent : Big_int_Z.big_int **)

let most_exponent =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))))))))

(** val power_of_number : coq_Q -> Big_int_Z.big_int -> coq_Q option **)

let power_of_number q n =
  if (&&) (Z.leb (Z.abs n) most_exponent)
       ((||) (Z.leb Big_int_Z.zero_big_int n)
         (negb (Z.eqb q.coq_Qnum Big_int_Z.zero_big_int)))
  then Some (coq_Qred (coq_Qpower q n))
  else None

(** val number_of : term -> coq_Q option **)

let rec number_of = function
| Literal q -> Some q
| Sum l ->
  bind (traverse number_of l) (fun l0 ->
    if N.leb (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) (count l0)
    then Some
           (coq_Qred
             (fold_right coq_Qplus { coq_Qnum = Big_int_Z.zero_big_int;
               coq_Qden = Big_int_Z.unit_big_int } l0))
    else None)
| Product l ->
  bind (traverse number_of l) (fun l0 ->
    if N.leb (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int) (count l0)
    then Some
           (coq_Qred
             (fold_right coq_Qmult { coq_Qnum = Big_int_Z.unit_big_int;
               coq_Qden = Big_int_Z.unit_big_int } l0))
    else None)
| Opposite a -> bind (number_of a) (fun q -> Some (coq_Qopp q))
| Quotient (a, b) ->
  bind (number_of a) (fun p ->
    bind (number_of b) (fun q ->
      if negb (Z.eqb q.coq_Qnum Big_int_Z.zero_big_int)
      then Some (coq_Qred (coq_Qdiv p q))
      else None))
| Power (a, n) -> bind (number_of a) (fun q -> power_of_number q n)
| _ -> None

(** val an_interval : term -> term -> bool **)

let an_interval lo hi =
  match number_of lo with
  | Some a ->
    (match number_of hi with
     | Some b -> negb (coq_Qle_bool b a)
     | None -> false)
  | None -> false

(** val bounds_are_numbers : char list -> term list -> bool **)

let bounds_are_numbers f l =
  if eqb f ('c'::('l'::('i'::('p'::[]))))
  then (match l with
        | [] -> false
        | _ :: l0 ->
          (match l0 with
           | [] -> false
           | lo :: l1 ->
             (match l1 with
              | [] -> false
              | hi :: l2 ->
                (match l2 with
                 | [] -> an_interval lo hi
                 | _ :: _ -> false))))
  else true

(** val most_operands : Big_int_Z.big_int **)

let most_operands =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int)))))))))))))

(** val takes : arity -> Big_int_Z.big_int -> bool **)

let takes how_many n =
  match how_many with
  | Exactly m -> N.eqb n m
  | Several -> (&&) (N.leb Big_int_Z.unit_big_int n) (N.leb n most_operands)

(** val allows : char list list -> options -> bool **)

let allows keys given =
  forallb (fun p -> named (fst p) keys) given

(** val native_called :
    bool -> char list -> ((native * arity) * char list list) option **)

let native_called inner f =
  assoc f (if inner then app natives inner_natives else natives)

(** val position :
    char list -> char list list -> Big_int_Z.big_int -> Big_int_Z.big_int
    option **)

let rec position s l i =
  match l with
  | [] -> None
  | t0 :: l0 -> if eqb s t0 then Some i else position s l0 (Pos.succ i)

(** val function_called : bool -> char list list -> char list -> fn option **)

let function_called inner declared f =
  match assoc f
          (if inner then app elementary inner_elementary else elementary) with
  | Some fn0 -> Some fn0
  | None ->
    bind (position f declared Big_int_Z.unit_big_int) (fun i -> Some (Sigma
      (i, 0)))

(** val takes_arguments : definition -> Big_int_Z.big_int -> bool **)

let takes_arguments d n =
  (&&) (N.leb n (count (arguments_of d)))
    (N.leb (count (arguments_of d)) (N.add n (count (left_out_of d))))

(** val inverse : 'a1 scalars -> 'a1 tensor -> 'a1 tensor option **)

let inverse o =
  each (o.s_call Inv)

(** val power :
    'a1 scalars -> Big_int_Z.big_int -> 'a1 tensor -> 'a1 tensor option **)

let power o n t0 =
  if Z.leb (Z.abs n) most_exponent
  then bind
         (if Z.leb Big_int_Z.zero_big_int n then Some t0 else inverse o t0)
         (fun t1 -> each (fun a -> Some (o.s_power a (Z.abs_N n))) t1)
  else None

(** val opposite : 'a1 scalars -> 'a1 tensor -> 'a1 tensor option **)

let opposite o =
  each (fun a -> Some
    (o.s_product
      ((o.s_num { coq_Qnum = (Big_int_Z.minus_big_int
         Big_int_Z.unit_big_int); coq_Qden = Big_int_Z.unit_big_int }) :: (a :: []))))

(** val quotient :
    'a1 scalars -> 'a1 tensor -> 'a1 tensor -> 'a1 tensor option **)

let quotient o a b =
  bind (inverse o b) (fun b0 -> entrywise o.s_product (a :: (b0 :: [])))

(** val windows_of :
    'a1 scalars -> 'a1 tensor -> 'a1 tensor -> options -> 'a1 tensor option **)

let windows_of o x w given =
  bind (integer ('a'::('x'::('e'::('s'::[])))) None given) (fun dimensions ->
    match x.shape with
    | [] -> None
    | channels :: sizes ->
      (match w.shape with
       | [] -> None
       | _ :: l ->
         (match l with
          | [] -> None
          | channels' :: kernel ->
            if (&&)
                 ((&&) (Z.eqb (Z.of_N (count sizes)) dimensions)
                   (N.eqb (count kernel) (count sizes)))
                 (N.eqb channels channels')
            then bind
                   (per_axis ('s'::('t'::('r'::('i'::('d'::('e'::[]))))))
                     (count kernel) given) (fun stride ->
                   bind
                     (per_axis
                       ('p'::('a'::('d'::('d'::('i'::('n'::('g'::[])))))))
                       (count kernel) given) (fun padding ->
                     windowed
                       (o.s_num { coq_Qnum = Big_int_Z.zero_big_int;
                         coq_Qden = Big_int_Z.unit_big_int }) kernel stride
                       padding x))
            else None)))

(** val apply_native :
    'a1 scalars -> native -> 'a1 tensor list -> options -> 'a1 tensor option **)

let apply_native o n l given =
  match n with
  | Summed ->
    (match l with
     | [] -> None
     | a :: l0 ->
       (match l0 with
        | [] ->
          bind (axes_given given) (fun axes0 ->
            bind
              (flag
                ('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[]))))))))
                false given) (fun keep -> reduced o.s_sum axes0 keep a))
        | _ :: _ -> None))
  | Multiplied ->
    (match l with
     | [] -> None
     | a :: l0 ->
       (match l0 with
        | [] ->
          bind (axes_given given) (fun axes0 ->
            bind
              (flag
                ('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[]))))))))
                false given) (fun keep -> reduced o.s_product axes0 keep a))
        | _ :: _ -> None))
  | Counted ->
    (match l with
     | [] -> None
     | a :: l0 ->
       (match l0 with
        | [] ->
          bind (axes_given given) (fun axes0 ->
            bind (axes_meant (count a.shape) axes0) (fun found ->
              bind (traverse (nth_N a.shape) found) (fun sizes -> Some
                (scalar (o.s_num (inject_Z (Z.of_N (size_of sizes))))))))
        | _ :: _ -> None))
  | Cumulated ->
    (match l with
     | [] -> None
     | a :: l0 ->
       (match l0 with
        | [] ->
          bind
            (integer ('a'::('x'::('i'::('s'::[])))) (Some
              (Big_int_Z.minus_big_int Big_int_Z.unit_big_int)) given)
            (fun axis -> cumulated o.s_sum axis a)
        | _ :: _ -> None))
  | Diagonal ->
    (match l with
     | [] -> None
     | a :: l0 ->
       (match l0 with
        | [] ->
          diagonal
            (o.s_num { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
              Big_int_Z.unit_big_int }) a
        | _ :: _ -> None))
  | Transposed ->
    (match l with
     | [] -> None
     | a :: l0 ->
       (match l0 with
        | [] ->
          (match assoc ('a'::('x'::('e'::('s'::[])))) given with
           | Some _ ->
             bind (integers ('a'::('x'::('e'::('s'::[])))) given)
               (fun axes0 ->
               bind (traverse (one_axis (count a.shape)) axes0) (fun order ->
                 transpose order a))
           | None -> reversed a)
        | _ :: _ -> None))
  | Reshaped ->
    (match l with
     | [] -> None
     | a :: l0 ->
       (match l0 with
        | [] ->
          bind (integers ('s'::('h'::('a'::('p'::('e'::[]))))) given)
            (fun wanted -> reshaped wanted a)
        | _ :: _ -> None))
  | Concatenated ->
    bind
      (integer ('a'::('x'::('i'::('s'::[])))) (Some Big_int_Z.zero_big_int)
        given) (fun axis -> concatenated axis l)
  | Stacked ->
    bind
      (integer ('a'::('x'::('i'::('s'::[])))) (Some Big_int_Z.zero_big_int)
        given) (fun axis -> stacked axis l)
  | Repeated ->
    (match l with
     | [] -> None
     | a :: l0 ->
       (match l0 with
        | [] ->
          bind
            (integer ('r'::('e'::('p'::('e'::('a'::('t'::('s'::[]))))))) None
              given) (fun times ->
            match assoc ('a'::('x'::('i'::('s'::[])))) given with
            | Some _ ->
              bind (integer ('a'::('x'::('i'::('s'::[])))) None given)
                (fun axis -> repeated times (Some axis) a)
            | None -> repeated times None a)
        | _ :: _ -> None))
  | Zeros ->
    (match l with
     | [] ->
       bind (integers ('s'::('h'::('a'::('p'::('e'::[]))))) given)
         (fun wanted ->
         filled wanted
           (o.s_num { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
             Big_int_Z.unit_big_int }))
     | _ :: _ -> None)
  | Ones ->
    (match l with
     | [] ->
       bind (integers ('s'::('h'::('a'::('p'::('e'::[]))))) given)
         (fun wanted ->
         filled wanted
           (o.s_num { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
             Big_int_Z.unit_big_int }))
     | _ :: _ -> None)
  | Eye ->
    (match l with
     | [] ->
       bind (integer ('n'::[]) None given) (fun n0 ->
         bind
           (filled (n0 :: [])
             (o.s_num { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
               Big_int_Z.unit_big_int })) (fun ones ->
           diagonal
             (o.s_num { coq_Qnum = Big_int_Z.zero_big_int; coq_Qden =
               Big_int_Z.unit_big_int }) ones))
     | _ :: _ -> None)
  | Windows ->
    (match l with
     | [] -> None
     | x :: l0 ->
       (match l0 with
        | [] -> None
        | w :: l1 ->
          (match l1 with
           | [] -> windows_of o x w given
           | _ :: _ -> None)))

(** val completed :
    ('a1 environment -> options -> term -> 'a1 tensor option) ->
    (char list * term) list -> 'a1 environment -> options -> 'a1 environment
    option **)

let rec completed recur left_out env given =
  match left_out with
  | [] -> Some env
  | p :: left_out0 ->
    let (name, default) = p in
    bind
      (match assoc name env with
       | Some _ -> Some env
       | None ->
         bind (recur env given default) (fun t0 -> Some ((name, t0) :: env)))
      (fun env0 -> completed recur left_out0 env0 given)

(** val expanded :
    ('a1 environment -> options -> term -> 'a1 tensor option) -> 'a1
    environment -> definition -> 'a1 environment -> options -> 'a1 tensor
    option **)

let expanded recur env d arguments given =
  let pi =
    match assoc ('p'::('i'::[])) env with
    | Some t0 -> (('p'::('i'::[])), t0) :: []
    | None -> []
  in
  let given0 = app given (defaults_of d) in
  bind (completed recur (left_out_of d) (app arguments pi) given0)
    (fun env0 -> recur env0 given0 (body_of d))

(** val called :
    'a1 scalars -> char list list -> (definition -> 'a1 environment ->
    options -> 'a1 tensor option) -> bool -> char list -> term list -> 'a1
    tensor list -> options -> 'a1 tensor option **)

let called o declared defined inner f l operands given =
  let n = count operands in
  (match native_called inner f with
   | Some p ->
     let (p0, keys) = p in
     let (native0, how_many) = p0 in
     if (&&) (takes how_many n) (allows keys given)
     then apply_native o native0 operands given
     else None
   | None ->
     (match assoc f definitions with
      | Some d ->
        if named f folds
        then (match operands with
              | [] ->
                if (&&) (takes_arguments d n)
                     (allows (map fst (defaults_of d)) given)
                then if bounds_are_numbers f l
                     then defined d (combine (arguments_of d) operands) given
                     else None
                else None
              | a :: l0 ->
                (match l0 with
                 | [] ->
                   if allows
                        (('a'::('x'::('i'::('s'::[])))) :: (('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))) :: []))
                        given
                   then bind (axes_given given) (fun axes0 ->
                          bind
                            (flag
                              ('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[]))))))))
                              false given) (fun keep ->
                            folded (fun left right ->
                              defined d
                                (combine (arguments_of d)
                                  (left :: (right :: []))) []) axes0 keep a))
                   else None
                 | _ :: _ ->
                   if (&&) (takes_arguments d n)
                        (allows (map fst (defaults_of d)) given)
                   then if bounds_are_numbers f l
                        then defined d (combine (arguments_of d) operands)
                               given
                        else None
                   else None))
        else if (&&) (takes_arguments d n)
                  (allows (map fst (defaults_of d)) given)
             then if bounds_are_numbers f l
                  then defined d (combine (arguments_of d) operands) given
                  else None
             else None
      | None ->
        bind (function_called inner declared f) (fun fn0 ->
          match operands with
          | [] -> None
          | a :: l0 ->
            (match l0 with
             | [] ->
               (match given with
                | [] -> each (o.s_call fn0) a
                | _ :: _ -> None)
             | _ :: _ -> None))))

(** val interpret :
    'a1 scalars -> char list list -> bool -> int -> 'a1 environment ->
    options -> term -> 'a1 tensor option **)

let rec interpret o declared inner fuel env opts t0 =
  (fun fO fS n -> if n=0 then fO () else fS (n-1))
    (fun _ -> None)
    (fun fuel0 ->
    let here = interpret o declared inner fuel0 env opts in
    (match t0 with
     | Name s -> assoc s env
     | Literal q -> Some (scalar (o.s_num q))
     | Sum l ->
       if N.leb (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)
            (count l)
       then bind (traverse here l) (fun l0 -> entrywise o.s_sum l0)
       else None
     | Product l ->
       if N.leb (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)
            (count l)
       then bind (traverse here l) (fun l0 -> entrywise o.s_product l0)
       else None
     | Opposite a -> bind (here a) (fun a0 -> opposite o a0)
     | Quotient (a, b) ->
       bind (here a) (fun a0 -> bind (here b) (fun b0 -> quotient o a0 b0))
     | Power (a, n) -> bind (here a) (fun a0 -> power o n a0)
     | Matmul (a, b) ->
       bind (here a) (fun a0 ->
         bind (here b) (fun b0 -> matmul o.s_sum o.s_product a0 b0))
     | Transpose a -> bind (here a) reversed
     | Index (a, l) ->
       if N.leb Big_int_Z.unit_big_int (count l)
       then bind (here a) (fun a0 -> subscripted l a0)
       else None
     | Stack l ->
       bind (traverse here l) (fun l0 -> stacked Big_int_Z.zero_big_int l0)
     | Einsum (letters, l) ->
       if N.leb Big_int_Z.unit_big_int (count l)
       then bind (traverse here l) (fun l0 ->
              einsum o.s_sum o.s_product letters l0)
       else None
     | Apply (f, l, given) ->
       bind (traverse here l) (fun operands ->
         called o declared (expanded (interpret o declared true fuel0) env)
           inner f l operands (resolved opts given))))
    fuel

(** val eval :
    'a1 scalars -> char list list -> int -> 'a1 environment -> options ->
    term -> 'a1 tensor option **)

let eval o declared =
  interpret o declared false

(** val pairs : 'a1 list -> 'a1 list -> ('a1 * 'a1) list option **)

let rec pairs l m =
  match l with
  | [] -> (match m with
           | [] -> Some []
           | _ :: _ -> None)
  | a :: l0 ->
    (match m with
     | [] -> None
     | b :: m0 -> bind (pairs l0 m0) (fun r -> Some ((a, b) :: r)))

(** val pair_of :
    'a1 scalars -> char list list -> int -> 'a1 environment -> term -> term
    -> ('a1 * 'a1) list option **)

let pair_of o declared fuel env left right =
  bind (eval o declared fuel env [] left) (fun a ->
    bind (eval o declared fuel env [] right) (fun b ->
      bind (together (a :: (b :: []))) (fun both ->
        match both with
        | [] -> None
        | a0 :: l ->
          (match l with
           | [] -> None
           | b0 :: l0 ->
             (match l0 with
              | [] -> pairs a0.entries b0.entries
              | _ :: _ -> None)))))

(** val define :
    'a1 scalars -> char list list -> int -> char list list -> 'a1 environment
    -> (char list * term) list -> 'a1 environment option **)

let rec define o declared fuel taken env = function
| [] -> Some env
| p :: lets0 ->
  let (name, t0) = p in
  if (&&) (negb (named name taken))
       (match assoc name env with
        | Some _ -> false
        | None -> true)
  then bind (eval o declared fuel env [] t0) (fun t1 ->
         define o declared fuel taken ((name, t1) :: env) lets0)
  else None

(** val targets :
    'a1 scalars -> char list list -> int -> 'a1 environment -> term -> 'a1
    list option **)

let targets o declared fuel env t0 =
  bind (eval o declared fuel env [] t0) (fun t1 -> Some t1.entries)

(** val exponents_of_size :
    'a1 list -> Big_int_Z.big_int -> Big_int_Z.big_int list list **)

let rec exponents_of_size l size =
  match l with
  | [] -> []
  | _ :: l0 ->
    (match l0 with
     | [] -> (size :: []) :: []
     | _ :: _ ->
       flat_map (fun n ->
         map (fun x -> n :: x) (exponents_of_size l0 (N.sub size n)))
         (rev (range (N.add size Big_int_Z.unit_big_int))))

(** val most_symmetric : Big_int_Z.big_int **)

let most_symmetric =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int)))))))))))))

(** val binomial_is_small : Big_int_Z.big_int -> Big_int_Z.big_int -> bool **)

let binomial_is_small n k =
  match fold_left (fun found i ->
          bind found (fun c ->
            let c0 =
              N.div (N.mul c (N.sub n i)) (N.add i Big_int_Z.unit_big_int)
            in
            if N.leb c0 most_symmetric then Some c0 else None)) (range k)
          (Some Big_int_Z.unit_big_int) with
  | Some _ -> true
  | None -> false

(** val exponents :
    Big_int_Z.big_int list list -> Big_int_Z.big_int list list option **)

let exponents block = match block with
| [] -> None
| member :: _ ->
  if binomial_is_small (N.add (count member) (count block))
       (N.min (count member) (count block))
  then Some
         (flat_map (fun i ->
           exponents_of_size member (N.add i Big_int_Z.unit_big_int))
           (range (count block)))
  else None

(** val is_block : Big_int_Z.big_int list list -> bool **)

let is_block block = match block with
| [] -> false
| a :: l ->
  (match l with
   | [] -> false
   | _ :: _ ->
     (&&) (negb (N.eqb (count a) Big_int_Z.zero_big_int))
       (forallb (fun member -> N.eqb (count member) (count a)) block))

(** val monomial :
    'a1 scalars -> Big_int_Z.big_int list -> 'a1 list -> 'a1 **)

let monomial o powers member =
  o.s_product
    (map (fun p -> o.s_power (fst p) (snd p)) (combine member powers))

(** val symmetric_functions :
    'a1 scalars -> 'a1 list -> Big_int_Z.big_int list list -> 'a1 list option **)

let symmetric_functions o outputs block =
  bind (exponents block) (fun powers ->
    bind (gather_rows outputs block) (fun members -> Some
      (map (fun alpha -> o.s_sum (map (monomial o alpha) members)) powers)))

(** val symmetrised :
    'a1 scalars -> 'a1 list -> Big_int_Z.big_int list list list -> 'a1 list
    option **)

let symmetrised o outputs symmetric =
  let listed = concat (concat symmetric) in
  if forallb is_block symmetric
  then let taken =
         fold_left (fun m i -> PositiveMap.add (N.succ_pos i) () m) listed
           PositiveMap.empty
       in
       let size = count outputs in
       if forallb (fun i -> N.ltb i size) listed
       then let free =
              filter (fun i -> negb (PositiveMap.mem (N.succ_pos i) taken))
                (range size)
            in
            if N.eqb (N.add (count free) (count listed)) size
            then bind (gather outputs free) (fun others ->
                   bind (traverse (symmetric_functions o outputs) symmetric)
                     (fun functions -> Some (app others (concat functions))))
            else None
       else None
  else None

(** val most_scalars : Big_int_Z.big_int **)

let most_scalars =
  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int))))))))))))))))))

(** val family_of :
    'a1 scalars -> char list list -> int -> char list list -> 'a1 environment
    -> (char list * term) list -> term list -> Big_int_Z.big_int list list
    list -> 'a1 list option **)

let family_of o declared fuel taken env lets outputs symmetric =
  bind (define o declared fuel taken env lets) (fun env0 ->
    bind (traverse (eval o declared fuel env0 []) outputs) (fun arrays ->
      let family = flat_map (fun t0 -> t0.entries) arrays in
      if (&&) (N.leb Big_int_Z.unit_big_int (count outputs))
           (N.leb (count family) most_scalars)
      then (match symmetric with
            | [] -> Some family
            | _ :: _ -> symmetrised o family symmetric)
      else None))

(** val further :
    Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int **)

let further first n =
  (fun fO fp n -> if Big_int_Z.sign_big_int n <= 0 then fO () else fp n)
    (fun _ -> first)
    (fun k -> Pos.add first k)
    n

(** val declare :
    (Big_int_Z.big_int -> 'a1) -> declaration list -> Big_int_Z.big_int ->
    'a1 environment **)

let rec declare leaf l first =
  match l with
  | [] -> []
  | d :: l0 ->
    let (name, shape0) = d in
    (name, { shape = shape0; entries =
    (map (fun i -> leaf (further first i)) (range (size_of shape0))) }) :: 
    (declare leaf l0 (further first (size_of shape0)))

(** val size_of_declarations : declaration list -> Big_int_Z.big_int **)

let size_of_declarations l =
  fold_right (fun d n -> N.add (size_of (snd d)) n) Big_int_Z.zero_big_int l

(** val all_distinct : char list list -> bool **)

let rec all_distinct = function
| [] -> true
| s :: l0 -> (&&) (negb (named s l0)) (all_distinct l0)

(** val may_declare : char list list -> declaration list -> bool **)

let may_declare taken l =
  (&&)
    ((&&)
      ((&&) (all_distinct (map fst l))
        (forallb (fun d -> negb (named (fst d) (('p'::('i'::[])) :: taken)))
          l))
      (forallb (fun d ->
        (&&) (N.leb (count (snd d)) most_axes)
          (forallb (fun n ->
            (&&) (N.leb Big_int_Z.unit_big_int n) (N.leb n most_scalars))
            (snd d))) l)) (N.leb (size_of_declarations l) most_scalars)
