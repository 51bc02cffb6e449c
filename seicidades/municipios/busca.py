"""Comparação de textos sem acentos, feita pelo PostgreSQL.

A função `f_unaccent` nasce na primeira migração deste app. É imutável, ao
contrário da `unaccent` da extensão, e por isso serve a colunas geradas.
"""

from django.db.models import CharField, GeneratedField, Q, QuerySet, TextField, Transform
from django.db.models.functions import Lower

from seicidades.comum.formatos import palavras_de_busca


@CharField.register_lookup
@TextField.register_lookup
class SemAcentos(Transform):
    """`nome__sem_acentos__icontains="sao"` acha "São": os dois lados perdem os acentos."""

    function = "f_unaccent"
    lookup_name = "sem_acentos"
    bilateral = True
    output_field = TextField()


def coluna_de_busca(campo: str) -> GeneratedField:
    """Coluna que o banco mantém: o texto em minúsculas e sem acentos, para ordenar e buscar.

    A ordem é a do código das letras, igual em todo servidor.
    """
    return GeneratedField(
        expression=Lower(SemAcentos(campo)),
        output_field=TextField(db_collation="C"),
        db_persist=True,
        verbose_name="texto de busca",
    )


def tem_as_palavras(texto: str, *colunas: str) -> Q:
    """Condição: cada palavra do texto aparece em alguma das colunas de busca."""
    condicao = Q()
    for palavra in palavras_de_busca(texto):
        uma_das_colunas = Q()
        for coluna in colunas:
            uma_das_colunas |= Q(**{f"{coluna}__contains": palavra})
        condicao &= uma_das_colunas
    return condicao


class BuscavelQuerySet(QuerySet):
    """Para modelos com a coluna `nome_de_busca`."""

    def buscar(self, texto: str):
        """Os que têm todas as palavras do texto no nome, sem ligar para acentos."""
        return self.filter(tem_as_palavras(texto, "nome_de_busca"))
