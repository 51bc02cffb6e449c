"""Fábricas da regulamentação: padrões sem surpresa e opções por nome."""

from datetime import date

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from regulamentacao.demonstracao import PDF_FICTICIO
from regulamentacao.models import (
    AnaliseDaMinuta,
    AtoNormativo,
    ConferenciaDeAssuntos,
    Finalidade,
    Minuta,
    NiveisDeAssinatura,
    ParecerJuridico,
    RespostaDeAssunto,
    TipoDeAto,
)
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.servicos import publicar_roteiro
from tests.factories import OrgaoFactory, UsuarioFactory


def envio(nome="ato.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nome, PDF_FICTICIO, content_type="application/pdf")


def arquivo_de(implantacao):
    return documentos.guardar(implantacao.orgao, envio(), UsuarioFactory())


class ImplantacaoFactory(DjangoModelFactory):
    """Sem andamento nenhum: serve a quem só quer os fatos."""

    class Meta:
        model = Implantacao

    orgao = factory.SubFactory(OrgaoFactory)
    versao = factory.LazyFunction(publicar_roteiro)


class MinutaFactory(DjangoModelFactory):
    class Meta:
        model = Minuta

    implantacao = factory.SubFactory(ImplantacaoFactory)
    versao = 1
    arquivo = factory.LazyAttribute(lambda o: arquivo_de(o.implantacao))
    registrada_em = date(2026, 3, 2)


class AnaliseFactory(DjangoModelFactory):
    """Sem ajustes. Opção: pede_ajustes."""

    class Meta:
        model = AnaliseDaMinuta

    class Params:
        pede_ajustes = factory.Trait(
            resultado=AnaliseDaMinuta.Resultado.PEDE_AJUSTES, observacoes="Falta o artigo 2º."
        )

    minuta = factory.SubFactory(MinutaFactory)
    resultado = AnaliseDaMinuta.Resultado.SEM_AJUSTES
    analisada_em = date(2026, 3, 5)


class ParecerFactory(DjangoModelFactory):
    """Favorável. Opção: contrario."""

    class Meta:
        model = ParecerJuridico

    class Params:
        contrario = factory.Trait(
            conclusao=ParecerJuridico.Conclusao.CONTRARIO, ressalvas="Falta competência."
        )

    implantacao = factory.SubFactory(ImplantacaoFactory)
    emitido_em = date(2026, 3, 9)
    conclusao = ParecerJuridico.Conclusao.FAVORAVEL
    arquivo = factory.LazyAttribute(lambda o: arquivo_de(o.implantacao))


class AtoFactory(DjangoModelFactory):
    """Decreto do processo eletrônico, assinado em 16/03/2026.

    Opções: publicado, lei_do_arquivo, comissao, plano_de_meio, plano_de_fim.
    """

    class Meta:
        model = AtoNormativo

    class Params:
        publicado = factory.Trait(
            publicado_em=date(2026, 3, 18),
            veiculo="Diário Oficial do Município",
            link="https://diario.exemplo.invalid/2114",
        )
        lei_do_arquivo = factory.Trait(finalidade=Finalidade.LEI_DO_ARQUIVO, tipo=TipoDeAto.LEI)
        comissao = factory.Trait(finalidade=Finalidade.COMISSAO_DE_AVALIACAO, membros=5)
        plano_de_meio = factory.Trait(
            finalidade=Finalidade.PLANO_DE_CLASSIFICACAO,
            abrange_meio=True,
            aprovado_pelo_arquivo_em=date(2026, 3, 10),
        )
        plano_de_fim = factory.Trait(
            finalidade=Finalidade.PLANO_DE_CLASSIFICACAO,
            abrange_fim=True,
            aprovado_pelo_arquivo_em=date(2026, 3, 10),
        )

    implantacao = factory.SubFactory(ImplantacaoFactory)
    finalidade = Finalidade.PROCESSO_ELETRONICO
    tipo = TipoDeAto.DECRETO
    numero = "4.877"
    ano = 2026
    assinado_em = date(2026, 3, 16)
    ementa = "Institui o processo administrativo eletrônico."


class RespostaFactory(DjangoModelFactory):
    class Meta:
        model = RespostaDeAssunto

    implantacao = factory.SubFactory(ImplantacaoFactory)
    assunto = "vigencia"
    resposta = RespostaDeAssunto.Resposta.CONSTA
    artigo = "art. 20"
    trecho = "Este decreto entra em vigor na data da publicação."


class ConferenciaFactory(DjangoModelFactory):
    class Meta:
        model = ConferenciaDeAssuntos

    implantacao = factory.SubFactory(ImplantacaoFactory)
    justificativa = "Virão em instrução normativa."


class NiveisFactory(DjangoModelFactory):
    class Meta:
        model = NiveisDeAssinatura

    implantacao = factory.SubFactory(ImplantacaoFactory)
    onde = NiveisDeAssinatura.Onde.NO_ATO
    referencia = "art. 9º"
    documentos_internos = "simples"
    decisoes = "avancada"
    atos_da_chefia = "qualificada"
    usuarios_externos = "avancada"
