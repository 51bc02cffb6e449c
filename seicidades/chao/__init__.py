"""O chão: monta o ambiente, o PostgreSQL e o Valkey embutidos e os verbos do `./run`.

Só usa a biblioteca padrão, porque começa antes de qualquer dependência existir,
e não importa nada do projeto.
"""
