"""Fábricas e pedaços de arquivo da etapa de cadastros."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from cadastros.models import (
    Carga,
    Configuracao,
    Diretorio,
    FormaDeEntrada,
    LinhaDeUnidade,
    LinhaDeUsuario,
    ResultadoDoTeste,
    SituacaoDaConfiguracao,
    TesteDeConectividade,
    TipoDeCarga,
    TipoDeConfiguracao,
    TipoDeDiretorio,
    TipoDeTeste,
    VerificacaoDoDiretorio,
)
from cadastros.servicos import cargas
from cadastros.sigilo import cifrar
from cadastros.validacao import UNIDADES, USUARIOS
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.servicos import publicar_roteiro
from tests.factories import OrgaoFactory, UsuarioFactory

UNIDADE = ["1", "PM", "GAB", "Gabinete", "", "", "S", "", "", "", "", "", "", "", "", ""]
USUARIO = ["1", "PM", "ana.prado", "Ana Prado", "", "", "", "GAB", "Básico"]


def csv(*linhas, separador=",", cabecalho=None, fim="\n") -> str:
    """Linhas de células como texto CSV, com o cabeçalho do leiaute na frente."""
    if cabecalho is None:
        cabecalho = (UNIDADES if len(linhas[0]) == len(UNIDADE) else USUARIOS).cabecalho
    return "".join(separador.join(celulas) + fim for celulas in (cabecalho, *linhas))


def unidade(sigla="GAB", superior="", **posicoes) -> list[str]:
    """Uma linha de unidade; `c6="N"` troca a coluna 6."""
    return _trocar([*UNIDADE[:2], sigla, f"Unidade {sigla}", superior, *UNIDADE[5:]], posicoes)


def usuario(sigla="ana.prado", unidade="GAB", **posicoes) -> list[str]:
    """Uma linha de usuário; `c5=cpf` troca a coluna 5."""
    return _trocar([*USUARIO[:2], sigla, *USUARIO[3:7], unidade, USUARIO[8]], posicoes)


def _trocar(linha, posicoes):
    for nome, valor in posicoes.items():
        linha[int(nome.removeprefix("c"))] = valor
    return linha


def arquivo_de_unidades(*siglas) -> bytes:
    """A primeira sigla é a do topo; as outras respondem a ela."""
    topo, *demais = siglas or ("GAB",)
    return csv(unidade(topo), *(unidade(s, topo) for s in demais)).encode()


def arquivo_de_usuarios(**unidades) -> bytes:
    """`arquivo_de_usuarios(ana="GAB")`: cada login na sua unidade."""
    pessoas = unidades or {"ana.prado": "GAB"}
    return csv(*(usuario(login, sigla) for login, sigla in pessoas.items())).encode()


def gravar_carga(implantacao, tipo, conteudo: bytes, por) -> Carga:
    """Grava um arquivo sem erros pelo mesmo caminho das páginas."""
    rascunho = cargas.guardar_rascunho(implantacao, tipo, f"{tipo}.csv", conteudo, por)
    marca = cargas.prever(rascunho).marca
    return cargas.gravar(implantacao, rascunho, por, marca=marca, avisos_conferidos=True).carga


class ImplantacaoFactory(DjangoModelFactory):
    """Uma implantação que o motor ainda não moveu: basta para guardar fatos."""

    class Meta:
        model = Implantacao

    orgao = factory.SubFactory(OrgaoFactory)
    versao = factory.LazyFunction(publicar_roteiro)


class CargaFactory(DjangoModelFactory):
    """Uma versão de unidades, sem linhas. Opção: de_usuarios."""

    class Meta:
        model = Carga

    class Params:
        de_usuarios = factory.Trait(tipo=TipoDeCarga.USUARIOS)

    implantacao = factory.SubFactory(ImplantacaoFactory)
    tipo = TipoDeCarga.UNIDADES
    versao = factory.Sequence(lambda n: n + 1)
    quantidade = 1
    digest = "a" * 64
    nome_do_arquivo = "unidades.csv"
    sha256 = "b" * 64
    original_cifrado = factory.LazyFunction(lambda: cifrar(b"x"))
    gravada_por = factory.SubFactory(UsuarioFactory)


class LinhaDeUnidadeFactory(DjangoModelFactory):
    """Unidade no endereço do órgão. Opção: com_endereco."""

    class Meta:
        model = LinhaDeUnidade

    class Params:
        com_endereco = factory.Trait(
            usa_endereco_do_orgao="N",
            endereco="Rua das Flores, 100",
            bairro="Centro",
            uf="SP",
            cidade="Adamantina",
            cep="17800-000",
        )

    carga = factory.SubFactory(CargaFactory)
    linha = factory.Sequence(lambda n: n + 2)
    orgao = "PM"
    sigla = factory.Sequence(lambda n: f"U{n}")
    descricao = "Unidade"
    usa_endereco_do_orgao = "S"


class LinhaDeUsuarioFactory(DjangoModelFactory):
    class Meta:
        model = LinhaDeUsuario

    carga = factory.SubFactory(CargaFactory, de_usuarios=True)
    linha = factory.Sequence(lambda n: n + 2)
    orgao = "PM"
    sigla = factory.Sequence(lambda n: f"pessoa{n}")
    nome = "Pessoa Fictícia"
    unidade = "GAB"
    perfil = "Básico"


class TipoDeConfiguracaoFactory(DjangoModelFactory):
    class Meta:
        model = TipoDeConfiguracao

    chave = factory.Sequence(lambda n: f"assunto-{n}")
    titulo = factory.Sequence(lambda n: f"Assunto {n}")
    ajuda = "O que é e o que prova."
    lado = "municipio"
    ordem = 99


class ConfiguracaoFactory(DjangoModelFactory):
    """Assunto configurado. Opção: nao_se_aplica."""

    class Meta:
        model = Configuracao

    class Params:
        nao_se_aplica = factory.Trait(
            situacao=SituacaoDaConfiguracao.NAO_SE_APLICA,
            feita_em=None,
            responsavel="",
            evidencia="",
            motivo="O município não publica atos por este meio.",
        )

    implantacao = factory.SubFactory(ImplantacaoFactory)
    tipo = factory.SubFactory(TipoDeConfiguracaoFactory)
    situacao = SituacaoDaConfiguracao.FEITA
    feita_em = date(2026, 3, 10)
    responsavel = "Ana Prado"
    evidencia = "Relação enviada no processo."
    registrada_por = factory.SubFactory(UsuarioFactory)


class DiretorioFactory(DjangoModelFactory):
    """AD completo. Opção: nenhum."""

    class Meta:
        model = Diretorio

    class Params:
        nenhum = factory.Trait(
            tipo=TipoDeDiretorio.NENHUM,
            forma_de_entrada=FormaDeEntrada.GOVBR,
            nome="",
            endereco="",
            porta=None,
            contexto_de_pesquisa="",
            atributo_de_filtro="",
            usuario_de_pesquisa="",
            senha_entregue_em=None,
        )

    implantacao = factory.SubFactory(ImplantacaoFactory)
    tipo = TipoDeDiretorio.AD
    nome = "AD da prefeitura"
    endereco = "ad.exemplo.invalid"
    porta = 636
    usuario_de_pesquisa = "cn=sei,dc=exemplo,dc=invalid"
    contexto_de_pesquisa = "dc=exemplo,dc=invalid"
    atributo_de_filtro = "sAMAccountName"
    senha_entregue_em = date(2026, 3, 12)
    alterado_por = factory.SubFactory(UsuarioFactory)


class VerificacaoFactory(DjangoModelFactory):
    """Tudo funcionou na primeira revisão."""

    class Meta:
        model = VerificacaoDoDiretorio

    implantacao = factory.SubFactory(ImplantacaoFactory)
    revisao = 1
    porta_responde = True
    usuario_conecta = True
    login_encontrado = True
    senha_errada_recusada = True
    feita_em = date(2026, 3, 16)
    executor = "Marta Reis"
    evidencia = "Consulta feita do console."
    registrada_por = factory.SubFactory(UsuarioFactory)


class TipoDeTesteFactory(DjangoModelFactory):
    class Meta:
        model = TipoDeTeste

    chave = factory.Sequence(lambda n: f"teste-{n}")
    titulo = factory.Sequence(lambda n: f"Teste {n}")
    como_fazer = "Abra a página."
    esperado = "A página abre."
    se_falhar = "Fale com o provedor."
    ordem = 99


class ExecucaoFactory(DjangoModelFactory):
    """Teste que funcionou. Opções: falhou, nao_se_aplica."""

    class Meta:
        model = TesteDeConectividade

    class Params:
        falhou = factory.Trait(resultado=ResultadoDoTeste.FALHOU)
        nao_se_aplica = factory.Trait(resultado=ResultadoDoTeste.NAO_SE_APLICA)

    implantacao = factory.SubFactory(ImplantacaoFactory)
    tipo = factory.SubFactory(TipoDeTesteFactory)
    resultado = ResultadoDoTeste.OK
    executado_em = date(2026, 3, 17)
    executor = "Carlos Nunes"
    evidencia = "Feito na sede."
    registrado_por = factory.SubFactory(UsuarioFactory)
