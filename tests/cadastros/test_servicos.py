from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cadastros.models import Configuracao, TipoDeConfiguracao, TipoDeTeste
from cadastros.servicos import conectividade, configuracoes, diretorio
from seicidades.comum.papeis import Lado
from tests.cadastros.factories import (
    ConfiguracaoFactory,
    DiretorioFactory,
    ExecucaoFactory,
)
from tests.factories import ArquivoFactory, UsuarioFactory

AMANHA = timezone.localdate() + timedelta(days=1)
FEITA = {
    "situacao": "feita",
    "feita_em": date(2026, 3, 10),
    "responsavel": "Ana Prado",
    "evidencia": "Relação no processo.",
    "motivo": "",
    "observacao": "",
}
AD = {
    "tipo": "ad",
    "forma_de_entrada": "",
    "nome": "AD",
    "endereco": "ad.exemplo.invalid",
    "porta": 636,
    "sufixo": "",
    "usuario_de_pesquisa": "",
    "contexto_de_pesquisa": "dc=exemplo",
    "atributo_de_filtro": "sAMAccountName",
    "atributo_de_retorno": "",
    "versao_do_protocolo": 3,
    "senha_entregue_em": None,
    "observacao": "",
}
NENHUM = AD | {"tipo": "nenhum", "forma_de_entrada": "govbr"}
VERIFICACAO = {
    "porta_responde": True,
    "usuario_conecta": True,
    "login_encontrado": True,
    "senha_errada_recusada": True,
    "feita_em": date(2026, 3, 16),
    "executor": "Marta Reis",
    "evidencia": "Consulta do console.",
}
TESTE = {
    "resultado": "ok",
    "executado_em": date(2026, 3, 17),
    "executor": "Carlos Nunes",
    "evidencia": "Feito na sede.",
}


@pytest.fixture
def ana(db):
    return UsuarioFactory()


@pytest.fixture
def assunto(db):
    return TipoDeConfiguracao.objects.get(chave="timbre")


@pytest.fixture
def teste(db):
    return TipoDeTeste.objects.get(chave="dns")


def campos_do_erro(excecao):
    return set(excecao.value.message_dict)


def test_registrar_configuracao_troca_o_que_havia(implantacao, assunto, ana):
    configuracoes.registrar_configuracao(implantacao, assunto, FEITA, ana)
    outra = FEITA | {"responsavel": "Bia Lima"}
    configuracoes.registrar_configuracao(implantacao, assunto, outra, ana)

    assert Configuracao.objects.get(implantacao=implantacao).responsavel == "Bia Lima"


def test_sem_arquivo_novo_o_anterior_continua(implantacao, assunto, ana):
    arquivo = ArquivoFactory(orgao=implantacao.orgao)
    sem_texto = FEITA | {"evidencia": ""}
    configuracoes.registrar_configuracao(
        implantacao, assunto, sem_texto | {"arquivo": arquivo}, ana
    )
    registro = configuracoes.registrar_configuracao(implantacao, assunto, sem_texto, ana)

    assert registro.arquivo == arquivo


def test_nao_se_aplica_limpa_o_que_era_de_feita(implantacao, assunto, ana):
    configuracoes.registrar_configuracao(implantacao, assunto, FEITA, ana)
    nao = FEITA | {"situacao": "nao_se_aplica", "motivo": "Sem brasão."}
    registro = configuracoes.registrar_configuracao(implantacao, assunto, nao, ana)

    assert (registro.feita_em, registro.responsavel, registro.evidencia) == (None, "", "")


@pytest.mark.parametrize("falta", ["responsavel", "evidencia", "feita_em"])
def test_configuracao_feita_incompleta_e_recusada(implantacao, assunto, ana, falta):
    dados = FEITA | {falta: None if falta == "feita_em" else ""}

    with pytest.raises(ValidationError, match="Informe data, quem fez"):
        configuracoes.registrar_configuracao(implantacao, assunto, dados, ana)


def test_configuracao_futura_e_recusada_no_campo(implantacao, assunto, ana):
    with pytest.raises(ValidationError, match="ainda não chegou") as excecao:
        configuracoes.registrar_configuracao(
            implantacao, assunto, FEITA | {"feita_em": AMANHA}, ana
        )

    assert campos_do_erro(excecao) == {"feita_em"}


def test_lista_de_cada_lado_em_ordem_com_o_que_se_registrou(implantacao, assunto):
    registro = ConfiguracaoFactory(implantacao=implantacao, tipo=assunto)
    ConfiguracaoFactory(tipo=assunto)

    lista = configuracoes.assuntos(implantacao, Lado.MUNICIPIO)

    assert [a.tipo.chave for a in lista][:3] == [
        "formato_da_numeracao",
        "contato_do_orgao",
        "timbre",
    ]
    assert [a.registro for a in lista if a.resolvido] == [registro]
    assert configuracoes.proximo_pendente(lista).tipo.chave == "formato_da_numeracao"
    assert not {a.tipo.chave for a in lista} & {
        a.tipo.chave for a in configuracoes.assuntos(implantacao, Lado.PRODESP)
    }


def test_assunto_fora_de_uso_nao_se_pede(implantacao, assunto):
    TipoDeConfiguracao.objects.filter(pk=assunto.pk).update(em_uso=False)

    lista = configuracoes.assuntos(implantacao, Lado.MUNICIPIO)

    assert assunto not in [a.tipo for a in lista]


def test_dia_da_lista_e_o_do_ultimo_assunto(implantacao, assunto):
    assert configuracoes.dia_da_ultima(implantacao, Lado.MUNICIPIO) is None
    ConfiguracaoFactory(implantacao=implantacao, tipo=assunto, feita_em=date(2026, 3, 20))
    outro = TipoDeConfiguracao.objects.get(chave="feriados")
    ConfiguracaoFactory(implantacao=implantacao, tipo=outro, feita_em=date(2026, 3, 2))

    assert configuracoes.dia_da_ultima(implantacao, Lado.MUNICIPIO) == date(2026, 3, 20)


def test_diretorio_muda_de_revisao_so_quando_muda_dado_tecnico(implantacao, ana):
    assert diretorio.registrar_diretorio(implantacao, AD, ana).revisao == 1
    assert diretorio.registrar_diretorio(implantacao, AD | {"observacao": "x"}, ana).revisao == 1
    assert diretorio.registrar_diretorio(implantacao, AD | {"porta": 389}, ana).revisao == 2


def test_sem_diretorio_os_dados_tecnicos_somem(implantacao, ana):
    diretorio.registrar_diretorio(implantacao, AD, ana)
    atual = diretorio.registrar_diretorio(implantacao, NENHUM, ana)

    assert (atual.endereco, atual.porta, atual.existe) == ("", None, False)
    assert atual.get_forma_de_entrada_display() == "Pelo gov.br"


@pytest.mark.parametrize(
    "dados", [AD | {"endereco": ""}, AD | {"porta": None}, NENHUM | {"forma_de_entrada": ""}]
)
def test_diretorio_incompleto_e_recusado(implantacao, ana, dados):
    with pytest.raises(ValidationError, match="Informe nome, endereço"):
        diretorio.registrar_diretorio(implantacao, dados, ana)


def test_entrega_futura_da_senha_e_recusada(implantacao, ana):
    with pytest.raises(ValidationError) as excecao:
        diretorio.registrar_diretorio(implantacao, AD | {"senha_entregue_em": AMANHA}, ana)

    assert campos_do_erro(excecao) == {"senha_entregue_em"}


def test_verificacao_vale_para_a_revisao_do_diretorio(implantacao, ana):
    DiretorioFactory(implantacao=implantacao, revisao=4)

    assert diretorio.registrar_verificacao(implantacao, VERIFICACAO, ana).revisao == 4


def test_sem_diretorio_nao_ha_o_que_verificar(implantacao, ana):
    with pytest.raises(ValidationError, match="Gestor de TI"):
        diretorio.registrar_verificacao(implantacao, VERIFICACAO, ana)
    DiretorioFactory(implantacao=implantacao, nenhum=True)
    with pytest.raises(ValidationError, match="Não há diretório"):
        diretorio.registrar_verificacao(implantacao, VERIFICACAO, ana)


@pytest.mark.parametrize(
    ("troca", "motivo"), [({"feita_em": AMANHA}, "ainda não chegou"), ({"evidencia": ""}, "anexe")]
)
def test_verificacao_recusada(implantacao, ana, troca, motivo):
    DiretorioFactory(implantacao=implantacao)

    with pytest.raises(ValidationError, match=motivo):
        diretorio.registrar_verificacao(implantacao, VERIFICACAO | troca, ana)


def test_portas_do_diretorio_so_se_testam_quando_ha_um(implantacao, ana):
    portas = TipoDeTeste.objects.get(chave="portas_do_diretorio")
    assert portas not in [t.tipo for t in conectividade.listar(implantacao)]
    with pytest.raises(ValidationError, match="informou um diretório"):
        conectividade.registrar_teste(implantacao, portas, TESTE, ana)

    DiretorioFactory(implantacao=implantacao)

    assert portas in [t.tipo for t in conectividade.listar(implantacao)]
    assert conectividade.registrar_teste(implantacao, portas, TESTE, ana).pk


def test_vale_a_ultima_execucao_e_as_outras_ficam(implantacao, teste, ana):
    falha = ExecucaoFactory(implantacao=implantacao, tipo=teste, falhou=True)
    assert next(t for t in conectividade.listar(implantacao) if t.tipo == teste).falhou

    acerto = conectividade.registrar_teste(implantacao, teste, TESTE, ana)

    atual = next(t for t in conectividade.listar(implantacao) if t.tipo == teste)
    assert (atual.ultima, atual.falhou, atual.resolvido) == (acerto, False, True)
    assert list(conectividade.execucoes_de(implantacao, teste)) == [acerto, falha]


@pytest.mark.parametrize(
    ("troca", "motivo"),
    [
        ({"executado_em": AMANHA}, "ainda não chegou"),
        ({"evidencia": ""}, "anexe"),
        ({"resultado": "nao_se_aplica", "evidencia": ""}, "anexe"),
    ],
)
def test_teste_recusado(implantacao, teste, ana, troca, motivo):
    with pytest.raises(ValidationError, match=motivo):
        conectividade.registrar_teste(implantacao, teste, TESTE | troca, ana)


def test_proximo_teste_e_o_primeiro_por_fazer_ou_que_falhou(implantacao, teste):
    ExecucaoFactory(implantacao=implantacao, tipo=teste)
    lista = conectividade.listar(implantacao)

    assert conectividade.proximo_pendente(lista).tipo.chave == "https"


def test_dia_dos_testes_e_o_do_mais_recente_entre_os_que_valem(implantacao, teste):
    assert conectividade.dia_do_ultimo_teste(implantacao) is None
    ExecucaoFactory(implantacao=implantacao, tipo=teste, executado_em=date(2026, 5, 4))
    ExecucaoFactory(implantacao=implantacao, tipo=teste, executado_em=date(2026, 4, 2))

    assert conectividade.dia_do_ultimo_teste(implantacao) == date(2026, 4, 2)
