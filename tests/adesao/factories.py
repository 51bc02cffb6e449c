"""Fábricas da adesão, sobre uma implantação que quem testa fornece."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    Instrumento,
    PapelNoFluxo,
    Parte,
    PessoaQueAssina,
    PublicacaoDoExtrato,
    PublicacaoDoMunicipio,
    Representante,
    Signatario,
    TipoDeInstrumento,
)


class TipoDeInstrumentoFactory(DjangoModelFactory):
    """Termo de Adesão. Opções: acordo, outro."""

    class Meta:
        model = TipoDeInstrumento
        django_get_or_create = ("codigo",)

    class Params:
        acordo = factory.Trait(
            codigo="act",
            nome="Acordo de Cooperação Técnica",
            papel_no_fluxo=PapelNoFluxo.ACORDO,
            sggd_assina=True,
            prodesp_assina=True,
        )
        outro = factory.Trait(
            codigo="termo_aditivo", nome="Termo Aditivo", papel_no_fluxo=PapelNoFluxo.OUTRO
        )

    codigo = "termo_de_adesao"
    nome = "Termo de Adesão"
    papel_no_fluxo = PapelNoFluxo.ABRE


class DadosDaPrefeituraFactory(DjangoModelFactory):
    class Meta:
        model = DadosDaPrefeitura

    email = "gabinete@exemplo.invalid"
    telefone = "1835029000"
    logradouro = "Rua das Acácias"
    numero = "100"
    bairro = "Centro"
    cep = "17800000"


class RepresentanteFactory(DjangoModelFactory):
    """Prefeita com mandato de 2025 a 2028."""

    class Meta:
        model = Representante

    nome = factory.Sequence(lambda n: f"Prefeita Fictícia {n}")
    cargo = "Prefeita"
    email = factory.Sequence(lambda n: f"prefeita{n}@exemplo.invalid")
    mandato_inicio = date(2025, 1, 1)
    mandato_fim = date(2028, 12, 31)


class PessoaQueAssinaFactory(DjangoModelFactory):
    class Meta:
        model = PessoaQueAssina

    nome = factory.Sequence(lambda n: f"Procuradora Fictícia {n}")


class CadastroExternoFactory(DjangoModelFactory):
    """Pedido em 3 de março de 2026. Opção: liberado."""

    class Meta:
        model = CadastroExterno

    class Params:
        liberado = factory.Trait(liberado_em=date(2026, 3, 5))

    pedido_em = date(2026, 3, 3)


class InstrumentoFactory(DjangoModelFactory):
    """Termo disponível desde 9 de março de 2026. Opções: acordo, cancelado, pelo_estado.

    `pelo_estado` é o dia em que a SGGD e a Prodesp assinaram.
    """

    class Meta:
        model = Instrumento
        skip_postgeneration_save = True

    class Params:
        acordo = factory.Trait(
            tipo=factory.SubFactory(TipoDeInstrumentoFactory, acordo=True),
            disponibilizado_em=date(2026, 3, 23),
        )
        cancelado = factory.Trait(
            cancelado_em=date(2026, 3, 30), motivo_do_cancelamento="Texto errado"
        )

    tipo = factory.SubFactory(TipoDeInstrumentoFactory)
    processo_sei = "018.00012345/2024-39"
    documento_sei = factory.Sequence(lambda n: f"{5000000 + n}")
    disponibilizado_em = date(2026, 3, 9)

    @factory.post_generation
    def pelo_estado(self, criar, dia, **opcoes):
        for parte in (Parte.SGGD, Parte.PRODESP) if dia else ():
            SignatarioFactory(instrumento=self, parte=parte, cargo="Direção", assinado_em=dia)


class SignatarioFactory(DjangoModelFactory):
    """Uma assinatura esperada do município. Opções: assinado, sggd, prodesp."""

    class Meta:
        model = Signatario

    class Params:
        assinado = factory.Trait(assinado_em=date(2026, 3, 25))
        sggd = factory.Trait(parte=Parte.SGGD, cargo="Secretária")
        prodesp = factory.Trait(parte=Parte.PRODESP, cargo="Diretor")

    ordem = factory.Sequence(lambda n: n + 1)
    nome = factory.Sequence(lambda n: f"Signatária Fictícia {n}")
    cargo = "Prefeita"
    parte = Parte.MUNICIPIO


class PublicacaoDoExtratoFactory(DjangoModelFactory):
    class Meta:
        model = PublicacaoDoExtrato

    veiculo = "Diário Oficial do Estado de São Paulo"
    publicado_em = date(2026, 4, 10)
    link = "https://exemplo.invalid/diario/1"


class PublicacaoDoMunicipioFactory(PublicacaoDoExtratoFactory):
    class Meta:
        model = PublicacaoDoMunicipio

    veiculo = "Diário Oficial do Município"
