"""Fábricas de objetos: padrões sem surpresa e opções por nome."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from seicidades.comum.digitos import digito_do_codigo_ibge
from seicidades.municipios.models import FeriadoMunicipal, Municipio, Orgao

# --- municipios


def codigo_ibge_ficticio(numero: int) -> str:
    """Código de dígito certo, na faixa 359xxx, que o IBGE não usa."""
    base = f"359{numero % 1000:03d}"
    return base + digito_do_codigo_ibge(base)


class MunicipioFactory(DjangoModelFactory):
    class Meta:
        model = Municipio

    codigo_ibge = factory.Sequence(codigo_ibge_ficticio)
    nome = factory.Sequence(lambda n: f"Vila Fictícia {n}")
    codigo_mesorregiao = "3508"
    mesorregiao = "Presidente Prudente"
    codigo_microrregiao = "35035"
    microrregiao = "Adamantina"
    latitude = "-21.68528"
    longitude = "-51.07250"


class OrgaoFactory(DjangoModelFactory):
    class Meta:
        model = Orgao

    municipio = factory.SubFactory(MunicipioFactory)
    tipo = Orgao.Tipo.PREFEITURA
    nome = factory.LazyAttribute(lambda o: f"Prefeitura Municipal de {o.municipio.nome}")


class FeriadoMunicipalFactory(DjangoModelFactory):
    class Meta:
        model = FeriadoMunicipal

    municipio = factory.SubFactory(MunicipioFactory)
    data = date(2026, 6, 12)
    nome = "Aniversário da cidade"
