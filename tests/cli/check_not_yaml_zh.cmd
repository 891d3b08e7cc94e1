for text in "name: a: b" "name: x
	year: 2020" "name: [x
year: 2020" "name: x
year:2020"
do
  echo "$text" >p.yaml; "$jj" check p.yaml --lang zh
done
