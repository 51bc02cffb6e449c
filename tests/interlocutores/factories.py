"""Fábricas dos interlocutores, sobre uma implantação que quem testa fornece."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from interlocutores.models import AtoDeDesignacao, Designacao
from seicidades.comum.papeis import Papel


class AtoDeDesignacaoFactory(DjangoModelFactory):
    class Meta:
        model = AtoDeDesignacao

    numero = factory.Sequence(lambda n: f"{n + 1}/2026")
    data = date(2026, 3, 2)
    veiculo = "Diário Oficial do Município"
    publicado_em = date(2026, 3, 3)
    link = "https://exemplo.invalid/portaria"


class DesignacaoFactory(DjangoModelFactory):
    """Titular de Gestor SEI desde 2 de março de 2026. Opções: encerrada, confirmada."""

    class Meta:
        model = Designacao

    class Params:
        encerrada = factory.Trait(fim=date(2026, 4, 30), motivo_do_fim="Mudou de setor")
        confirmada = factory.Trait(contato_confirmado_em=date(2026, 3, 10))

    papel = Papel.GESTOR_SEI
    nome = factory.Sequence(lambda n: f"Servidora Fictícia {n}")
    cargo = "Agente administrativa"
    unidade = "Secretaria de Administração"
    email = factory.Sequence(lambda n: f"servidora{n}@exemplo.invalid")
    telefone = "1835029000"
    inicio = date(2026, 3, 2)
