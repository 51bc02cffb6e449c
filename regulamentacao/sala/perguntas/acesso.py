"""Os assuntos da assinatura, do acesso e da informação."""

from regulamentacao.sala.perguntas.tipos import Opcao, Tela, escolha, numero

SIMPLES = Opcao("simples", "Simples: usuário e senha do SEI", "assinatura eletrônica simples")
AVANCADA = Opcao(
    "avancada", "Avançada: conta gov.br prata ou ouro", "assinatura eletrônica avançada"
)
QUALIFICADA = Opcao(
    "qualificada",
    "Qualificada: certificado digital ICP-Brasil",
    "assinatura eletrônica qualificada",
)
NIVEIS = (SIMPLES, AVANCADA, QUALIFICADA)

ASSINATURA = Tela(
    "assinatura",
    "Autoria, autenticidade e níveis de assinatura",
    (
        escolha(
            "internos",
            "Que assinatura basta nos documentos do dia a dia?",
            "simples",
            *NIVEIS,
            ajuda="Despachos, informações, memorandos.",
        ),
        escolha(
            "decisoes",
            "E nas decisões e no que sai da prefeitura?",
            "avancada",
            *NIVEIS,
            ajuda="Ofícios, contratos, respostas a pedidos. Conte quantas pessoas assinam: "
            "cada certificado digital é comprado.",
        ),
        escolha(
            "externos",
            "E nos documentos de cidadãos e empresas?",
            "avancada",
            *NIVEIS,
            ajuda="Quanto mais alto o nível, menos gente consegue usar.",
        ),
    ),
    "Os atos de quem chefia o Executivo pedem a assinatura qualificada, por lei: "
    "isso já está no texto. Aqui se escolhe o mínimo dos outros.",
)

CREDENCIAMENTO = Tela(
    "credenciamento",
    "Credenciamento, senha e usuário externo",
    (
        escolha(
            "quem",
            "Quem cria e encerra o acesso dos servidores?",
            "orgao_gestor",
            Opcao("orgao_gestor", "O órgão gestor do SEI", "pelo órgão gestor do SEI"),
            Opcao(
                "ti",
                "A unidade de tecnologia da informação",
                "pela unidade de tecnologia da informação",
            ),
            Opcao("pessoal", "A unidade de pessoal", "pela unidade de gestão de pessoas"),
        ),
        numero(
            "dias",
            "Em quantos dias úteis se responde ao cadastro de quem é de fora?",
            3,
            de=2,
            ate=15,
            ajuda="Alguém confere o documento e libera. Escolha um prazo que a equipe cumpra.",
        ),
    ),
)

SIGILO = Tela(
    "sigilo",
    "Níveis de acesso e sigilo",
    (
        escolha(
            "quem_restringe",
            "Quem marca um documento como restrito?",
            "autor",
            Opcao("autor", "Quem produz o documento", "por quem o produzir ou inserir no SEI"),
            Opcao(
                "chefia",
                "Só a chefia da unidade",
                "pela chefia da unidade em que se produzir",
            ),
            ajuda="Em geral é quem produz, porque sabe o que há nele. O sigiloso é outro caso: "
            "só a autoridade que a lei indica.",
        ),
    ),
)

DADOS_PESSOAIS = Tela(
    "dados_pessoais",
    "Proteção de dados pessoais",
    (
        escolha(
            "encarregado",
            "O município já tem encarregado de dados pessoais?",
            "a_designar",
            Opcao("designado", "Sim, já foi designado"),
            Opcao("a_designar", "Não, será designado depois do decreto"),
            ajuda="É a pessoa que responde por dados pessoais, com nome no portal da prefeitura.",
        ),
        numero(
            "prazo",
            "Se ainda não tem, em quantos dias será designado?",
            30,
            de=10,
            ate=180,
            ajuda="Conta do dia em que o decreto começa a valer.",
        ),
        escolha(
            "canal",
            "Por onde a pessoa pede para ver ou corrigir os dados dela?",
            "sic",
            Opcao(
                "sic",
                "Pelo Serviço de Informações ao Cidadão (SIC)",
                "pelo Serviço de Informações ao Cidadão",
            ),
            Opcao("ouvidoria", "Pela ouvidoria", "pela ouvidoria do Município"),
            Opcao("protocolo", "Pelo protocolo", "pelo protocolo do Município"),
        ),
    ),
)

TELAS = (ASSINATURA, CREDENCIAMENTO, SIGILO, DADOS_PESSOAIS)
