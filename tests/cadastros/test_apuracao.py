from datetime import date

import pytest

from cadastros.etapa import CADASTROS
from cadastros.models import TipoDeCarga, TipoDeConfiguracao, TipoDeTeste
from cadastros.servicos import apurar
from tests.cadastros.factories import (
    CargaFactory,
    ConfiguracaoFactory,
    DiretorioFactory,
    ExecucaoFactory,
    ImplantacaoFactory,
    TipoDeConfiguracaoFactory,
    TipoDeTesteFactory,
    VerificacaoFactory,
)

POR_FATO = {i.chave for i in CADASTROS.itens if i.por_fato}


def fato(implantacao, item):
    return apurar([implantacao.pk])[implantacao.pk][item]


def registrar_lado(implantacao, lado, menos=0):
    tipos = list(TipoDeConfiguracao.objects.filter(lado=lado).order_by("ordem"))
    for tipo in tipos[menos:]:
        ConfiguracaoFactory(implantacao=implantacao, tipo=tipo)


def testar_tudo(implantacao, **opcoes):
    for tipo in TipoDeTeste.objects.filter(so_com_diretorio=False).order_by("ordem"):
        ExecucaoFactory(implantacao=implantacao, tipo=tipo, **opcoes)


def test_toda_implantacao_tem_todos_os_itens_por_fato(implantacao):
    outra = ImplantacaoFactory()

    fatos = apurar([implantacao.pk, outra.pk])

    assert {pk: set(f) for pk, f in fatos.items()} == {implantacao.pk: POR_FATO, outra.pk: POR_FATO}
    assert all(f.saida and not f.satisfeito for f in fatos[outra.pk].values())


def test_sem_implantacoes_nada_se_apura(db):
    assert apurar([]) == {}


def test_numero_de_consultas_nao_cresce(db, django_assert_num_queries):
    ids = []
    for _ in range(5):
        implantacao = ImplantacaoFactory()
        CargaFactory(implantacao=implantacao)
        DiretorioFactory(implantacao=implantacao)
        VerificacaoFactory(implantacao=implantacao)
        registrar_lado(implantacao, "municipio")
        testar_tudo(implantacao)
        ids.append(implantacao.pk)

    for quantas in (1, 5):
        with django_assert_num_queries(8):
            apurar(ids[:quantas])


def test_unidades_bastam_gravadas(implantacao):
    CargaFactory(implantacao=implantacao, versao=1, quantidade=4)
    CargaFactory(implantacao=implantacao, versao=2, quantidade=1)

    apurado = fato(implantacao, "unidades_carregadas")

    assert apurado.satisfeito
    assert apurado.resumo == "1 unidade, sem erros, versão 2."


def test_usuarios_precisam_que_as_unidades_continuem_existindo(implantacao):
    CargaFactory(implantacao=implantacao, de_usuarios=True, versao=1, usuarios_sem_unidade=2)
    apurado = fato(implantacao, "usuarios_carregados")
    assert not apurado.satisfeito
    assert apurado.resumo == "2 usuários em unidade que saiu do arquivo de unidades."

    CargaFactory(implantacao=implantacao, tipo=TipoDeCarga.USUARIOS, versao=2, quantidade=30)

    assert fato(implantacao, "usuarios_carregados").satisfeito


@pytest.mark.parametrize(
    ("lado", "item"),
    [("municipio", "configuracoes_do_municipio"), ("prodesp", "configuracoes_da_prodesp")],
)
def test_configuracoes_de_um_lado_sem_contar_o_outro(implantacao, lado, item):
    registrar_lado(implantacao, lado, menos=4)
    apurado = fato(implantacao, item)
    assert not apurado.satisfeito
    assert apurado.saida.startswith("Registre: ")
    assert apurado.saida.endswith(" e mais 1.")

    for tipo in TipoDeConfiguracao.objects.filter(lado=lado).order_by("ordem")[:4]:
        ConfiguracaoFactory(implantacao=implantacao, tipo=tipo, nao_se_aplica=True)

    assert fato(implantacao, item).satisfeito
    satisfeitos = {c for c, f in apurar([implantacao.pk])[implantacao.pk].items() if f.satisfeito}
    assert satisfeitos == {item}


def test_assunto_fora_de_uso_nao_segura_a_lista(implantacao):
    registrar_lado(implantacao, "municipio", menos=1)
    assert not fato(implantacao, "configuracoes_do_municipio").satisfeito
    TipoDeConfiguracao.objects.filter(chave="formato_da_numeracao").update(em_uso=False)

    assert fato(implantacao, "configuracoes_do_municipio").satisfeito


def test_sem_diretorio_e_caminho_normal(implantacao):
    DiretorioFactory(implantacao=implantacao, nenhum=True)

    informado = fato(implantacao, "diretorio_informado")
    assert informado.satisfeito
    assert informado.resumo == "Sem diretório; as pessoas entram pelo gov.br."
    conectado = fato(implantacao, "diretorio_conectado")
    assert (conectado.satisfeito, conectado.resumo) == (True, "Sem diretório: não se aplica.")


def test_diretorio_com_usuario_de_pesquisa_espera_a_senha(implantacao):
    diretorio = DiretorioFactory(implantacao=implantacao, senha_entregue_em=None)
    assert "senha" in fato(implantacao, "diretorio_informado").saida

    diretorio.senha_entregue_em = date(2026, 3, 12)
    diretorio.save()

    assert fato(implantacao, "diretorio_informado").satisfeito


def test_consulta_anonima_nao_espera_senha(implantacao):
    DiretorioFactory(implantacao=implantacao, senha_entregue_em=None, usuario_de_pesquisa="")

    assert fato(implantacao, "diretorio_informado").satisfeito


def test_conexao_vale_para_a_revisao_em_vigor(implantacao):
    diretorio = DiretorioFactory(implantacao=implantacao)
    assert not fato(implantacao, "diretorio_conectado").satisfeito
    VerificacaoFactory(implantacao=implantacao, revisao=1)
    assert fato(implantacao, "diretorio_conectado").satisfeito

    diretorio.revisao = 2
    diretorio.save()

    apurado = fato(implantacao, "diretorio_conectado")
    assert not apurado.satisfeito
    assert apurado.saida == "Verifique a conexão de novo."


def test_conexao_que_falha_diz_o_que_falhou(implantacao):
    DiretorioFactory(implantacao=implantacao)
    VerificacaoFactory(implantacao=implantacao)
    VerificacaoFactory(implantacao=implantacao, login_encontrado=False)

    apurado = fato(implantacao, "diretorio_conectado")

    assert not apurado.satisfeito
    assert apurado.resumo == "Em 16/03/2026 falhou: um login conhecido é encontrado."


def test_conectividade_pede_todos_os_testes_que_se_aplicam(implantacao):
    testar_tudo(implantacao)
    assert fato(implantacao, "conectividade_testada").satisfeito

    DiretorioFactory(implantacao=implantacao)

    apurado = fato(implantacao, "conectividade_testada")
    assert not apurado.satisfeito
    assert apurado.saida == "Faça: Portas do diretório."


def test_teste_que_falhou_segura_ate_funcionar(implantacao):
    testar_tudo(implantacao)
    dns = TipoDeTeste.objects.get(chave="dns")
    ExecucaoFactory(implantacao=implantacao, tipo=dns, falhou=True)
    apurado = fato(implantacao, "conectividade_testada")
    assert apurado.saida == "Corrija e repita: Nome do SEI resolvido."

    ExecucaoFactory(implantacao=implantacao, tipo=dns)

    assert fato(implantacao, "conectividade_testada").satisfeito


def test_teste_que_nao_se_aplica_conta_como_resolvido(implantacao):
    testar_tudo(implantacao, nao_se_aplica=True)

    assert fato(implantacao, "conectividade_testada").satisfeito


def test_entrada_nova_na_lista_nao_se_pede_a_quem_comecou_antes(implantacao):
    implantacao.inicio = date(2026, 2, 2)
    implantacao.save()
    registrar_lado(implantacao, "municipio")
    testar_tudo(implantacao)
    TipoDeConfiguracaoFactory(desde=date(2026, 2, 3))
    TipoDeTesteFactory(desde=date(2026, 2, 3))
    assert fato(implantacao, "configuracoes_do_municipio").satisfeito
    assert fato(implantacao, "conectividade_testada").satisfeito

    TipoDeConfiguracaoFactory(desde=date(2026, 2, 2), titulo="Assunto novo")
    TipoDeTesteFactory(desde=date(2026, 2, 2), titulo="Teste novo")

    assert fato(implantacao, "configuracoes_do_municipio").saida == "Registre: Assunto novo."
    assert fato(implantacao, "conectividade_testada").saida == "Faça: Teste novo."
