from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cadastros.models import RascunhoDeCarga, TipoDeCarga
from cadastros.sigilo import cifrar, cifrar_cpfs
from tests.cadastros.factories import (
    CargaFactory,
    ConfiguracaoFactory,
    DiretorioFactory,
    ExecucaoFactory,
    ImplantacaoFactory,
    LinhaDeUnidadeFactory,
    LinhaDeUsuarioFactory,
    TipoDeConfiguracaoFactory,
    VerificacaoFactory,
)
from tests.factories import ArquivoFactory, UsuarioFactory

pytestmark = pytest.mark.django_db


def recusa(restricao, fabrica, **campos):
    with pytest.raises(IntegrityError, match=restricao), transaction.atomic():
        fabrica(**campos)


def test_uma_versao_por_arquivo():
    carga = CargaFactory(versao=1)
    CargaFactory(implantacao=carga.implantacao, versao=2)
    CargaFactory(implantacao=carga.implantacao, versao=1, de_usuarios=True)

    recusa("carga_versao_unica", CargaFactory, implantacao=carga.implantacao, versao=1)


def test_carga_tem_ao_menos_uma_linha():
    CargaFactory(quantidade=1)
    recusa("carga_tem_linhas", CargaFactory, quantidade=0)


def test_carga_e_de_um_dos_dois_arquivos():
    recusa("carga_tipo_conhecido", CargaFactory, tipo="assuntos")


def test_so_o_arquivo_de_usuarios_perde_unidades():
    CargaFactory(de_usuarios=True, usuarios_sem_unidade=3)
    recusa("carga_so_usuarios_perdem_unidade", CargaFactory, usuarios_sem_unidade=3)


def test_vigente_e_a_ultima_versao_de_cada_arquivo():
    antiga = CargaFactory(versao=1)
    nova = CargaFactory(implantacao=antiga.implantacao, versao=2)
    usuarios = CargaFactory(implantacao=antiga.implantacao, versao=1, de_usuarios=True)
    outra = CargaFactory(versao=1)

    vigentes = set(type(antiga).objects.vigentes())

    assert vigentes == {nova, usuarios, outra}


def test_sigla_da_unidade_unica_na_carga_sem_distinguir_maiusculas():
    unidade = LinhaDeUnidadeFactory(sigla="GAB")
    LinhaDeUnidadeFactory(sigla="GAB")

    recusa("unidade_sigla_unica", LinhaDeUnidadeFactory, carga=unidade.carga, sigla="gab")


def test_unidade_com_endereco_proprio_tem_o_endereco_inteiro():
    LinhaDeUnidadeFactory(com_endereco=True)
    LinhaDeUnidadeFactory(com_endereco=True, complemento="")
    for campo in ("endereco", "bairro", "uf", "cidade", "cep"):
        recusa("unidade_endereco_completo", LinhaDeUnidadeFactory, com_endereco=True, **{campo: ""})
    recusa("unidade_endereco_completo", LinhaDeUnidadeFactory, usa_endereco_do_orgao="X")


def test_unidade_nao_e_superior_de_si_mesma():
    LinhaDeUnidadeFactory(sigla="SMA", superior="GAB")
    recusa("unidade_nao_e_superior", LinhaDeUnidadeFactory, sigla="GAB", superior="GAB")


def test_sigla_do_usuario_unica_na_carga():
    usuario = LinhaDeUsuarioFactory(sigla="ana")
    LinhaDeUsuarioFactory(sigla="ana")

    recusa("usuario_sigla_unica", LinhaDeUsuarioFactory, carga=usuario.carga, sigla="ANA")


def test_cpf_fica_cifrado_na_carga_e_fora_da_linha():
    carga = CargaFactory(de_usuarios=True, cpfs_cifrados=cifrar_cpfs({2: "11144477735"}))
    linha = LinhaDeUsuarioFactory(carga=carga, linha=2)
    carga = type(carga).objects.get(pk=carga.pk)

    assert b"11144477735" not in bytes(carga.cpfs_cifrados)
    assert carga.cpfs == {2: "11144477735"}
    assert "cpf" not in {campo.name for campo in linha._meta.fields}


def test_carga_sem_cpf_nenhum():
    assert CargaFactory(de_usuarios=True).cpfs == {}


def test_so_carga_de_usuarios_tem_cpf():
    CargaFactory(de_usuarios=True, cpfs_cifrados=b"x")

    recusa("carga_so_usuarios_tem_cpf", CargaFactory, cpfs_cifrados=b"x")


def test_carga_apagada_nao_guarda_arquivo_e_a_outra_guarda():
    agora = timezone.now()
    CargaFactory(apagada_em=agora, original_cifrado=None)

    recusa("carga_apagada_sem_arquivo", CargaFactory, apagada_em=agora)
    recusa("carga_apagada_sem_arquivo", CargaFactory, original_cifrado=None)


def rascunho(**campos):
    agora = timezone.now()
    return RascunhoDeCarga.objects.create(
        **{
            "implantacao": ImplantacaoFactory(),
            "tipo": TipoDeCarga.UNIDADES,
            "nome_do_arquivo": "u.csv",
            "conteudo_cifrado": cifrar(b"conteudo"),
            "criado_por": UsuarioFactory(),
            "criado_em": agora,
            "expira_em": agora + timedelta(hours=1),
        }
        | campos
    )


def test_rascunho_guarda_o_conteudo_cifrado():
    guardado = RascunhoDeCarga.objects.get(pk=rascunho().pk)

    assert b"conteudo" not in bytes(guardado.conteudo_cifrado)
    assert guardado.conteudo == b"conteudo"


def test_rascunho_vence_depois_de_criado():
    recusa("rascunho_vence_depois", rascunho, expira_em=timezone.now() - timedelta(hours=1))


def test_rascunho_e_de_um_dos_dois_arquivos():
    recusa("rascunho_tipo_conhecido", rascunho, tipo="assuntos")


def test_rascunhos_vivos_e_vencidos_se_separam_no_instante():
    guardado = rascunho()

    assert list(RascunhoDeCarga.objects.vivos(guardado.criado_em)) == [guardado]
    assert list(RascunhoDeCarga.objects.vivos(guardado.expira_em)) == []
    assert list(RascunhoDeCarga.objects.vencidos(guardado.expira_em)) == [guardado]


def test_assunto_e_do_municipio_ou_da_prodesp():
    TipoDeConfiguracaoFactory(lado="prodesp")
    recusa("assunto_lado_conhecido", TipoDeConfiguracaoFactory, lado="terceiro")


def test_uma_configuracao_por_assunto():
    configuracao = ConfiguracaoFactory()
    ConfiguracaoFactory(implantacao=configuracao.implantacao)

    recusa(
        "configuracao_uma_por_assunto",
        ConfiguracaoFactory,
        implantacao=configuracao.implantacao,
        tipo=configuracao.tipo,
    )


@pytest.mark.parametrize(
    "falta", [{"feita_em": None}, {"responsavel": ""}, {"evidencia": ""}, {"motivo": "sobra"}]
)
def test_configuracao_feita_tem_data_pessoa_e_evidencia(falta):
    ConfiguracaoFactory()
    recusa("configuracao_completa", ConfiguracaoFactory, **falta)


def test_arquivo_vale_como_evidencia():
    arquivo = ArquivoFactory()
    implantacao = ImplantacaoFactory(orgao=arquivo.orgao)

    ConfiguracaoFactory(implantacao=implantacao, evidencia="", arquivo=arquivo)
    VerificacaoFactory(implantacao=implantacao, evidencia="", arquivo=arquivo)
    ExecucaoFactory(implantacao=implantacao, evidencia="", arquivo=arquivo)


def test_configuracao_que_nao_se_aplica_tem_motivo():
    ConfiguracaoFactory(nao_se_aplica=True)
    recusa("configuracao_completa", ConfiguracaoFactory, nao_se_aplica=True, motivo="")


def test_diretorio_tem_os_dados_ou_diz_que_nao_ha():
    DiretorioFactory()
    DiretorioFactory(nenhum=True)
    for campo in ("nome", "endereco", "contexto_de_pesquisa", "atributo_de_filtro"):
        recusa("diretorio_completo", DiretorioFactory, **{campo: ""})
    recusa("diretorio_completo", DiretorioFactory, porta=None)
    recusa("diretorio_completo", DiretorioFactory, nenhum=True, forma_de_entrada="")
    recusa("diretorio_completo", DiretorioFactory, nenhum=True, endereco="ad.exemplo.invalid")


def test_porta_existe():
    DiretorioFactory(porta=65535)
    recusa("diretorio_porta_existe", DiretorioFactory, porta=65536)


def test_verificacao_tem_evidencia():
    VerificacaoFactory()
    recusa("verificacao_com_evidencia", VerificacaoFactory, evidencia="")


def test_verificacao_nomeia_o_que_falhou():
    verificacao = VerificacaoFactory(login_encontrado=False, senha_errada_recusada=False)

    assert verificacao.falhas == ["um login conhecido é encontrado", "uma senha errada é recusada"]


def test_teste_tem_evidencia_e_resultado_conhecido():
    ExecucaoFactory()
    recusa("teste_com_evidencia", ExecucaoFactory, evidencia="")
    recusa("teste_resultado_conhecido", ExecucaoFactory, resultado="talvez")


def test_teste_que_nao_se_aplica_diz_por_que_mesmo_com_arquivo():
    ExecucaoFactory(nao_se_aplica=True)
    arquivo = ArquivoFactory()

    recusa(
        "teste_com_evidencia", ExecucaoFactory, nao_se_aplica=True, evidencia="", arquivo=arquivo
    )


def test_restricoes_falam_portugues_no_formulario_do_admin():
    configuracao = ConfiguracaoFactory.build(
        implantacao=ImplantacaoFactory(),
        tipo=TipoDeConfiguracaoFactory(),
        registrada_por=UsuarioFactory(),
        feita_em=None,
    )

    with pytest.raises(ValidationError, match="Informe data, quem fez e o que comprova"):
        configuracao.full_clean()
